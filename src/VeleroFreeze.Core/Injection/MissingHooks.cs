using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Injection;

/// <summary>Finds what failing open left behind: a VM that asks to be frozen and whose template has nobody's hooks.</summary>
public static class MissingHooks
{
    /// <summary>Whether hooks would be added if the VM were written now. Hooks of the user, KubeVirt's own or not, are not missing ones.</summary>
    /// <param name="machine">The VM as UTF-8 JSON.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="policy">What its namespace asks for where the VM itself says nothing.</param>
    public static bool Of(ReadOnlyMemory<byte> machine, string ns, FreezePolicy policy) => HookInjector.Decide(new InjectionRequest
    {
        Operation = InjectionOperation.Update,
        Object = machine,
        OldObject = machine,
        Namespace = ns,
        NamespaceDefault = policy,
    }).Outcome == InjectionOutcome.Injected;
}
