using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Text;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>All checks of one VM, in the order of the table. What does not apply, or follows from a check before it, is not listed.</summary>
public static class MachineRules
{
    /// <param name="facts">The VM.</param>
    /// <param name="agent">What its agent says; null when it was not asked or did not answer.</param>
    /// <param name="agentFailure">Why it could not be asked; null when it could, or need not be.</param>
    /// <param name="velero">How long a disk takes.</param>
    public static CheckGroup Examine(MachineFacts facts, AgentFacts? agent, string? agentFailure, VeleroFacts velero) => CheckGroup.Of(
        facts.Key,
        [
            State(facts),
            .. facts.IsRunning ? Guest(facts, agent, agentFailure) : [],
            .. HookRules.Examine(facts),
            .. ScopeRules.Examine(facts, velero),
        ]);

    private static CheckResult State(MachineFacts facts) => facts switch
    {
        { IsRunning: true } => VmState.Ok("running"),
        { State: RunState.Off } => VmState.Ok("stopped: nothing has to be frozen"),
        { Phase: "" } => VmState.Warn("between running and stopped"),
        _ => VmState.Warn($"the instance is {SafeText.Line(facts.Phase, SafeText.MaxLength)}: it cannot be frozen now"),
    };

    private static IEnumerable<CheckResult?> Guest(MachineFacts facts, AgentFacts? agent, string? failure) =>
    [
        facts.PauseReason is { } reason ? VmNotPaused.Fail($"paused ({SafeText.Line(reason, SafeText.MaxLength)}): nothing is frozen, whatever the hook reports") : VmNotPaused.Ok("not paused"),
        facts.IsMigrating ? VmNotMigrating.Warn("migrating: a freeze is refused until that is over") : VmNotMigrating.Ok("not migrating"),
        facts.IsAgentConnected ? AgentConnected.Ok("the guest agent is connected") : AgentConnected.Fail("no guest agent: the hook succeeds and freezes nothing"),
        .. facts.IsAgentConnected ? Agent(facts, agent, failure) : [],
    ];

    private static IEnumerable<CheckResult?> Agent(MachineFacts facts, AgentFacts? agent, string? failure) => agent is null
        ? [AgentCommands.CannotTell(failure ?? "the agent was not asked"), System(facts)]
        : [Version(facts, agent), Commands(agent), Thawed(facts, agent), System(facts)];

    private static CheckResult Version(MachineFacts facts, AgentFacts agent) => agent switch
    {
        { Version: "" } => AgentVersion.Fail("the agent says no version: virt-freezer takes it for none, and freezes nothing"),
        _ when facts.IsAgentOutdated => AgentVersion.Warn($"qemu-guest-agent {SafeText.Line(agent.Version, SafeText.MaxLength)} lacks commands that KubeVirt wants"),
        _ => AgentVersion.Ok($"qemu-guest-agent {SafeText.Line(agent.Version, SafeText.MaxLength)}"),
    };

    private static CheckResult Commands(AgentFacts agent)
    {
        string[] needed = ["guest-fsfreeze-freeze", "guest-fsfreeze-thaw", "guest-fsfreeze-status"];
        var disabled = needed.Where(command => !agent.EnabledCommands.Contains(command)).ToList();
        return disabled.Count > 0
            ? AgentCommands.Fail($"{string.Join(", ", disabled)} {(disabled.Count == 1 ? "is" : "are")} disabled in the guest")
            : AgentCommands.Ok("guest-fsfreeze-freeze, -thaw and -status are enabled");
    }

    private static CheckResult Thawed(MachineFacts facts, AgentFacts agent) => agent.IsFrozen || (agent.FreezeStatus.Length == 0 && facts.ShowsFrozen)
        ? GuestThawed.Warn("the guest reads frozen: a backup is running, or a thaw was lost")
        : GuestThawed.Ok("the guest is not frozen");

    private static CheckResult System(MachineFacts facts) => facts.Guest switch
    {
        GuestSystem.Windows => GuestKind.Warn("Windows: VSS thaws by itself after 10 s, and each freeze counts as a full backup inside the guest (VSS_BT_FULL)"),
        GuestSystem.Unknown => GuestKind.Warn("the guest does not say what it runs: it may be Windows, which thaws by itself after 10 s"),
        _ => GuestKind.Ok(SafeText.Line(facts.GuestName, SafeText.MaxLength)),
    };
}
