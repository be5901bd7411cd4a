using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>
/// Whether Velero's hooks may have undone the freeze that KubeVirt made for its own backup of the VM: a thaw that came late, or the automatic thaw of a freeze
/// that nobody had ended. A hook whose VM is not known may be this one's.
/// </summary>
internal static class HookInterference
{
    /// <summary>How far the clocks of two servers of one cluster are let differ where the order of events is known.</summary>
    private const int ToleranceSeconds = 2;

    /// <returns>How, as a clause; null when they cannot have.</returns>
    public static string? Of(EvidenceIndex index, MachineBackup backup)
    {
        var hooks = index.Evidence.Log.Hooks.Where(hook => MayConcern(hook, backup.Machine) && hook.Outcome != HookOutcome.PodCompleted)
            .OrderBy(hook => hook.EndLine).ToList();
        var reached = index.Marks[backup.Machine].Where(mark => mark.Kind == LogMarkKind.MachineStarted).Select(mark => mark.Line).DefaultIfEmpty(0).Min();
        return hooks.Exists(MayGoOn) ? "a hook of this backup may have gone on after Velero had given it up, and may have thawed the guest"
            : hooks.Exists(hook => !IsBefore(hook, reached, backup.CreatedAt)) ? "a hook of this backup had not ended when KubeVirt's backup began, and may have thawed the guest"
            : IsLeftFrozen(hooks) ? "a hook of this backup froze the guest and none thawed it, so that its automatic thaw may have come in between"
            : null;
    }

    private static bool MayConcern(HookExecution hook, VirtualMachineKey machine) =>
        hook.Command is not { } command || (command.Namespace == machine.Namespace && command.Name == machine.Name);

    /// <summary>Only an exit code, or an error before anything was executed, shows that a command is over; a wait that ended leaves it running in its container.</summary>
    private static bool MayGoOn(HookExecution hook) => hook.Outcome switch
    {
        HookOutcome.Succeeded => false,
        HookOutcome.Failed => hook.StartedAt is not null && hook.Error?.StartsWith("command terminated with exit code ", StringComparison.Ordinal) is not true,
        _ => true,
    };

    /// <summary>
    /// The data mover is set off by the VM's own turn in the backup, so that what ended before that line had ended before the data mover began. Otherwise only a later second
    /// shows it, by two clocks: between the two lies the time it takes to attach a volume, more than clocks of one cluster differ.
    /// </summary>
    private static bool IsBefore(HookExecution hook, int reached, DateTimeOffset? created) =>
        hook.StartedAt is null
        || hook.EndedAt < created
        || (hook.EndLine < reached && hook.EndedAt <= created?.Plus(ToleranceSeconds));

    /// <summary>A failed freeze may be carried out later, and its timer set, when it was the caller who gave up.</summary>
    private static bool IsLeftFrozen(List<HookExecution> hooks)
    {
        var frozen = hooks.FindLastIndex(hook => hook.Command?.Mode == FreezerMode.Freeze && hook.Freezer?.Outcome is not (FreezerOutcome.NoGuestAgent or FreezerOutcome.DomainNotRunning or FreezerOutcome.NotStarted));
        return frozen >= 0 && !hooks.Skip(frozen + 1).Any(hook => hook.Command?.Mode == FreezerMode.Unfreeze && hook.Freezer?.Outcome is FreezerOutcome.Done or FreezerOutcome.VssLimit);
    }
}
