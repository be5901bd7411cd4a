using VeleroFreeze.Core.Annotations;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>
/// The hooks on a launcher pod against those that the template asks for. What differs is KubeVirt's own value, which a restart does not change, or an older one of the
/// template, which it does. The pod shows which: what KubeVirt writes for a VM is known to the byte.
/// </summary>
internal sealed class HookComparison
{
    private readonly WantedHooks _wanted;
    private readonly IReadOnlyDictionary<string, string> _pod;
    private readonly Dictionary<string, string> _kubeVirts;
    private readonly List<string> _different;

    public HookComparison(VirtualMachineKey machine, WantedHooks wanted, PodFacts pod)
    {
        (_wanted, _pod) = (wanted, pod.Annotations);
        _kubeVirts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HookKeys.PreCommand] = new FreezerCommand(FreezerMode.Freeze, machine.Namespace, machine.Name).Render(),
            [HookKeys.PreContainer] = HookKeys.ComputeContainer,
            [HookKeys.PreTimeout] = KubeVirtVersion.WrittenPreTimeout.ToSecondsText(),
            [HookKeys.PostCommand] = new FreezerCommand(FreezerMode.Unfreeze, machine.Namespace, machine.Name).Render(),
            [HookKeys.PostContainer] = HookKeys.ComputeContainer,
        };
        _different = [.. wanted.Values.Where(value => _pod.GetValueOrDefault(value.Key) != value.Value).Select(value => value.Key)];
    }

    public CheckResult Result() => _different.Count == 0 ? HooksAsAsked.Ok("the pod carries what the template asks for")
        : _different.Where(IsOverwritten).Where(key => !IsDefault(key)).ToList() is [_, ..] lost ? Lost(lost)
        : HasKubeVirtsHooks && _different.TrueForAll(key => IsOverwritten(key) || IsMissingDefault(key)) ? Same()
        : Older([.. _different.Where(key => !IsOverwritten(key))]);

    /// <summary>The pod's commands are KubeVirt's own, so that a freeze and a thaw run whatever else is missing.</summary>
    private bool HasKubeVirtsHooks => _kubeVirts.Where(value => value.Key != HookKeys.PreTimeout).All(value => _pod.GetValueOrDefault(value.Key) == value.Value);

    private bool IsOverwritten(string key) =>
        _wanted.IsLeftAlone != true && _kubeVirts.TryGetValue(key, out var value) && _pod.GetValueOrDefault(key) == value;

    private bool IsMissingDefault(string key) => !_pod.ContainsKey(key) && IsDefault(key);

    /// <summary>What is written unless tuned: it asks for no more than KubeVirt's hooks do, with some time to spare.</summary>
    private bool IsDefault(string key) => key switch
    {
        HookKeys.PreOnError or HookKeys.PostOnError => _wanted.Values[key] == nameof(OnError.Continue),
        HookKeys.PreTimeout => Is(key, Tuning.DefaultFreezeTimeout),
        HookKeys.PostTimeout => Is(key, Tuning.DefaultThawTimeout),
        _ => false,
    };

    private bool Is(string key, GoDuration duration) => GoDuration.TryParse(_wanted.Values[key], out var asked, out _) && asked == duration;

    private CheckResult Same()
    {
        var within = _different.Contains(HookKeys.PreTimeout) && IsOverwritten(HookKeys.PreTimeout) ? $", within {_kubeVirts[HookKeys.PreTimeout]}" : "";
        var later = _different.Exists(key => !IsOverwritten(key)) ? "; the template's on-error and timeouts come with the VM's next start" : "";
        return HooksAsAsked.Ok($"KubeVirt's own hooks do the same{within}{later}");
    }

    private CheckResult Lost(List<string> lost)
    {
        var names = string.Join(", ", lost.Select(key => $"{(key.StartsWith("pre", StringComparison.Ordinal) ? "pre" : "post")} {key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]}"));
        var why = _wanted switch
        {
            { KubeVirt.KnowsSkipKey: true, MayBeTakenOver: true } => "the template's act once the VM was halted and written again",
            { KubeVirt.KnowsSkipKey: true } => "the template's can act once the webhook writes for this KubeVirt",
            { KubeVirt.MayKnowSkipKey: true } => "whether this KubeVirt can be told to leave that is not known",
            _ => $"KubeVirt {_wanted.KubeVirt} cannot be told to leave that",
        };
        return HooksAsAsked.Warn($"the pod has KubeVirt's own {names}, not the template's: {why}");
    }

    private CheckResult Older(List<string> keys) => HooksAsAsked.Warn(
        $"the pod does not have {keys[0]} = {SafeText.Value(_wanted.Values[keys[0]])} yet{(keys.Count > 1 ? ", and more" : "")}: restart the VM");
}
