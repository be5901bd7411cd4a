using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency;

/// <summary>What happened to one VM during a backup, in order.</summary>
public static class Timeline
{
    public static IReadOnlyList<TimelineEntry> Of(BackupFacts facts, ConsistencyReport report, VirtualMachineKey key) =>
    [
        .. facts.Evidence.Log.Hooks.Where(hook => hook.Command is { } command && command.Namespace == key.Namespace && command.Name == key.Name)
            .Select(hook => new TimelineEntry(hook.StartedAt, hook.StartLine, $"{(hook.Phase == HookPhase.Pre ? "freeze" : "thaw")} asked for")),
        .. report.VirtualMachines.Where(machine => machine.Key == key).Select(machine => new TimelineEntry(null, null, machine.Message)),
    ];
}
