using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>Tells whose hook a logged hook was: by its pod where the log names it, else by the name in virt-freezer's command.</summary>
internal sealed class HookAttribution
{
    private readonly Dictionary<VirtualMachineKey, VirtualMachineKey> _byPod = [];
    private readonly ILookup<VirtualMachineKey, VirtualMachineKey> _byPodBase;
    private readonly HashSet<VirtualMachineKey> _subjects;
    private readonly ILookup<VirtualMachineKey, HookExecution> _owned;

    public HookAttribution(IReadOnlyList<BackedUpMachine> vms, LogEvidence log)
    {
        _subjects = [.. vms.Select(vm => vm.Key)];
        _byPodBase = _subjects.ToLookup(key => new VirtualMachineKey(key.Namespace, GeneratedNames.LauncherBase(key.Name)));
        foreach (var (vm, pod) in vms.SelectMany(vm => vm.Pods.Select(pod => (vm, pod))))
        {
            _byPod[new VirtualMachineKey(vm.Key.Namespace, pod.Name)] = vm.Key;
        }

        _owned = log.Hooks.Select(hook => (Owner: Owner(hook), Hook: hook)).Where(pair => pair.Owner is not null)
            .ToLookup(pair => pair.Owner!.Value, pair => pair.Hook);
        Unowned = [.. log.Hooks.Where(hook => Owner(hook) is null)];
        NamelessThaws = [.. Unowned.Where(hook => hook is { Phase: HookPhase.Post, Pod: null, Command: null, Outcome: not HookOutcome.PodCompleted }).OrderBy(hook => hook.StartLine)];
    }

    /// <summary>Hooks that no VM of the backup can be named for.</summary>
    public IReadOnlyList<HookExecution> Unowned { get; }

    /// <summary>Post hooks among them with another command than virt-freezer, in the order of the log.</summary>
    public IReadOnlyList<HookExecution> NamelessThaws { get; }

    /// <summary>The VM's hooks in the order of the log.</summary>
    public IReadOnlyList<OwnedHook> Of(VirtualMachineKey key) => [.. _owned[key].Select(hook => OwnedHook.Of(hook, key)).OrderBy(owned => owned.Hook.StartLine)];

    private VirtualMachineKey? Owner(HookExecution hook) => hook.Pod is { } pod ? ByPod(pod.Namespace, pod.Name) ?? ByCommand(hook) : ByCommand(hook);

    private VirtualMachineKey? ByPod(string @namespace, string name)
    {
        if (_byPod.TryGetValue(new VirtualMachineKey(@namespace, name), out var key))
        {
            return key;
        }

        // Two long names may share the part that is kept.
        var named = GeneratedNames.BaseOf(name) is { } @base ? _byPodBase[new VirtualMachineKey(@namespace, @base)].Take(2).ToList() : [];
        return named.Count == 1 ? named[0] : null;
    }

    private VirtualMachineKey? ByCommand(HookExecution hook) =>
        hook.Command is { } command && _subjects.Contains(new(command.Namespace, command.Name)) ? new(command.Namespace, command.Name) : null;
}
