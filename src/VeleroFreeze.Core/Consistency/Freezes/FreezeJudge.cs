using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>Decides from a VM's hooks whether, and when, its guest was frozen.</summary>
internal static class FreezeJudge
{
    public static FreezeFinding Of(BackedUpMachine vm, HookAttribution attribution, EvidenceIndex index)
    {
        var hooks = attribution.Of(vm.Key);
        var running = WithNamelessThaw([.. hooks.Where(hook => !hook.IsInert)], attribution);
        var asked = OfLivePod(vm, [.. running.Where(hook => hook.IsFreeze)]);
        return asked.Count == 0 ? Missing(vm, hooks, attribution, index) : Judged(vm, asked, running, index.Evidence.Log) with { Asked = asked[0].Hook };
    }

    /// <summary>
    /// Since Velero 1.15 a line names nobody but in virt-freezer's own words. Where a VM has no post hook of its own, the next one with another command that
    /// is nobody's may be it, and may have thawed the guest.
    /// </summary>
    private static IReadOnlyList<OwnedHook> WithNamelessThaw(IReadOnlyList<OwnedHook> running, HookAttribution attribution) =>
        running.FirstOrDefault(hook => hook.IsFreeze) is { } freeze
        && running.All(hook => hook.Hook.Phase == HookPhase.Pre)
        && attribution.NamelessThaws.FirstOrDefault(hook => hook.StartLine > freeze.Hook.StartLine) is { } thaw
            ? [.. running.Append(new OwnedHook(thaw, HookKind.Foreign)).OrderBy(hook => hook.Hook.StartLine)]
            : running;

    /// <summary>
    /// During a migration two pods run, and only one has the guest. Where it is not known which, the one that was not frozen counts.
    /// </summary>
    private static IReadOnlyList<OwnedHook> OfLivePod(BackedUpMachine vm, IReadOnlyList<OwnedHook> asked)
    {
        var live = asked.Where(hook => vm.LivePod is { } pod && hook.Hook.Pod?.Name == pod).ToList();
        return live.Count > 0 && asked.All(hook => hook.Hook.Pod is not null) ? live : asked;
    }

    private static FreezeFinding Judged(BackedUpMachine vm, IReadOnlyList<OwnedHook> asked, IReadOnlyList<OwnedHook> hooks, LogEvidence log)
    {
        var readings = asked.Select(hook => Attestation.Of(hook.Hook)).ToList();
        return readings.OfType<FreezeFinding.Unclear>().FirstOrDefault()
            ?? readings.OfType<FreezeFinding.NotFrozen>().FirstOrDefault()
            ?? Frozen(vm, hooks, asked.Select(hook => hook.Hook).ToHashSet(), log);
    }

    private static FreezeFinding Frozen(BackedUpMachine vm, IReadOnlyList<OwnedHook> hooks, IReadOnlySet<HookExecution> frozen, LogEvidence log)
    {
        var thaws = hooks.Where(hook => hook.IsThaw).Select(hook => hook.Hook).ToList();
        if (thaws.FirstOrDefault(thaw => thaw.Freezer?.Outcome == FreezerOutcome.Unknown) is not null)
        {
            return new FreezeFinding.Unclear(ReasonCode.UnknownMessage, "the thaw hook said something no known virt-freezer says");
        }

        if (thaws.Any(thaw => thaw is { StartLine: 0, Outcome: not HookOutcome.Failed }))
        {
            return new FreezeFinding.Unclear(ReasonCode.LogUnreadable, "the log does not tell when the thaw hook began");
        }

        var windows = WindowReader.Of(vm.GuestAt(frozen.Min(hook => hook.StartedAt)), hooks, frozen);
        if (windows.FirstOrDefault(window => !HasOrderedClock(window, log)) is not null)
        {
            return new FreezeFinding.Unclear(ReasonCode.ClockSkew, "the clock of Velero's server was set while the hooks ran");
        }

        var vss = thaws.Any(thaw => thaw.Freezer?.Outcome == FreezerOutcome.VssLimit);
        return new FreezeFinding.Attested(windows, thaws.Count == 0 || thaws.Any(HasThawed) ? [] : [ReasonCode.ThawFailed], vss);
    }

    private static bool HasThawed(HookExecution thaw) => thaw is { Outcome: HookOutcome.Succeeded, Freezer.Outcome: FreezerOutcome.Done };

    /// <summary>How long a guest was frozen is told by the clock alone, so that one that was set back hides an automatic thaw.</summary>
    private static bool HasOrderedClock(FreezeWindow window, LogEvidence log) =>
        window.Freeze.StartedAt <= window.Opens.At && (window.Closes is not { } closes || window.Opens.At <= closes.At)
        && !log.ClockSteps.Any(line => line > window.Freeze.StartLine && line <= (window.Closes?.Line ?? int.MaxValue));

    /// <summary>No hook froze anything: says which kind of hook stood in its place, or why there was none.</summary>
    private static FreezeFinding Missing(BackedUpMachine vm, IReadOnlyList<OwnedHook> hooks, HookAttribution attribution, EvidenceIndex index)
    {
        var reason = hooks.Any(hook => hook is { IsInert: false, Kind: HookKind.Foreign }) ? ReasonCode.HooksOverridden
            : hooks.Any(hook => hook is { IsInert: false, Kind: HookKind.Stale }) ? ReasonCode.StaleName
            : hooks.Any(hook => hook.IsInert) ? ReasonCode.PodCompleted
            : !IsListed(vm, index) ? ReasonCode.HooksSkipped
            : Instead(attribution.Unowned);
        return reason == ReasonCode.HooksSkipped && !vm.IsKnownToRun
            ? new FreezeFinding.Unclear(ReasonCode.FactsAfterTheFact, "no hook ran and no pod of it was in the backup, and nobody watched whether it ran")
            : new FreezeFinding.NotFrozen(reason, attribution.Unowned.FirstOrDefault(hook => hook is { Phase: HookPhase.Pre, Pod: null, Command: null, StartedAt: null, Error: not null })?.Error);
    }

    private static bool IsListed(BackedUpMachine vm, EvidenceIndex index) =>
        index.ListsLauncher(vm.Key) || vm.Pods.Any(pod => index.ListsPod(vm.Key.Namespace, pod.Name));

    /// <summary>Since Velero 1.15 a line does not name its pod: a hook in a launcher's container that is nobody's was probably this VM's.</summary>
    private static ReasonCode Instead(IReadOnlyList<HookExecution> unowned) =>
        unowned.Any(hook => hook is { Phase: HookPhase.Pre, Pod: null, Command: not null }) ? ReasonCode.StaleName
        : unowned.Any(hook => hook is { Phase: HookPhase.Pre, Pod: null, Container: "compute" }) ? ReasonCode.HooksOverridden
        : ReasonCode.HooksMissing;
}
