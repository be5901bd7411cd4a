using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
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
    /// <returns>How, as a clause; null when they cannot have.</returns>
    public static string? Of(EvidenceIndex index, MachineBackup backup)
    {
        var hooks = index.Evidence.Log.Hooks.Where(hook => MayConcern(hook, backup.Machine) && hook.Outcome != HookOutcome.PodCompleted)
            .OrderBy(hook => hook.EndLine).ToList();
        var reached = index.Marks[backup.Machine].Where(mark => mark.Kind == LogMarkKind.MachineStarted).Select(mark => mark.Line).DefaultIfEmpty(0).Min();
        return hooks.Exists(MayGoOn) ? "a hook of this backup may have gone on after it was given up, and may have thawed the guest"
            // The data mover is set off by the VM's own turn in the backup. Lines are in order whatever the clocks say, of which there would be two.
            : hooks.Exists(hook => hook.EndLine >= reached) ? "a hook of this backup had not ended when KubeVirt's backup may have begun, and may have thawed the guest"
            : IsLeftFrozen(hooks) ? "a hook of this backup froze the guest and none thawed it, so that its automatic thaw may have come in between"
            : null;
    }

    private static bool MayConcern(HookExecution hook, VirtualMachineKey machine) =>
        hook.Command is not { } command || (command.Namespace == machine.Namespace && command.Name == machine.Name);

    /// <summary>
    /// Only an exit code, or an error before anything was executed, shows that a command is over: a wait that ended leaves it running in its container, and a
    /// call that ran into its deadline leaves it to virt-launcher.
    /// </summary>
    private static bool MayGoOn(HookExecution hook) => hook.Outcome switch
    {
        HookOutcome.Succeeded => false,
        HookOutcome.Failed => IsGivenUp(hook) || (hook.StartedAt is not null && hook.Error?.StartsWith("command terminated with exit code ", StringComparison.Ordinal) is not true),
        _ => true,
    };

    /// <summary>Wherever the word stands: here a doubt is enough.</summary>
    private static bool IsGivenUp(HookExecution hook) => hook.Freezer?.Reason?.Contains("DeadlineExceeded", StringComparison.Ordinal) is true;

    private static bool IsLeftFrozen(List<HookExecution> hooks) => hooks.FindLast(MayFreeze) is { } freeze
        && !hooks.Exists(hook => hook.StartLine > freeze.EndLine && hook.Command?.Mode == FreezerMode.Unfreeze && hook.Freezer?.Outcome is FreezerOutcome.Done or FreezerOutcome.VssLimit);

    /// <summary>Of a command that is not read, by what it is called and where it runs.</summary>
    private static bool MayFreeze(HookExecution hook) => hook.Command is { } command
        ? command.Mode == FreezerMode.Freeze && hook.Freezer?.Outcome is not (FreezerOutcome.NoGuestAgent or FreezerOutcome.DomainNotRunning or FreezerOutcome.NotStarted)
        : hook.Phase == HookPhase.Pre && (hook.Container == "compute" || hook.Arguments.Any(argument => argument.Contains("freez", StringComparison.OrdinalIgnoreCase)));
}
