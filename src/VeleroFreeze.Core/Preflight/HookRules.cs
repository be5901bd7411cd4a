using System.Globalization;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Text;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Checks of a VM's hooks: asked for, written, in force on the launcher pod.</summary>
internal static class HookRules
{
    public static IEnumerable<CheckResult?> Examine(MachineFacts facts) =>
        [Injected(facts), Effective(facts), AsAsked(facts), Linted(facts)];

    private static CheckResult? Injected(MachineFacts facts) => facts switch
    {
        { PolicyFailure: { } failure } => HooksWritten.CannotTell(failure),
        { InjectionFailure: { } failure } => HooksWritten.CannotTell(failure),
        { Injection: null } => null,
        { Policy: FreezePolicy.None } => HooksWritten.Warn($"not opted in: no label {FreezeLabel.Key} on the VM or its namespace; nobody is told of a bad backup"),
        { Policy: FreezePolicy.Disabled } => HooksWritten.Ok("opted out"),
        { Injection: { } result } => Decided(result, ReportWords.Of(facts.Policy)),
    };

    private static CheckResult Decided(InjectionResult result, string policy) => result switch
    {
        { Outcome: InjectionOutcome.Updated, ChangesMarkerOnly: true } => Decided(result with { Outcome = InjectionOutcome.Unchanged }, policy),
        { Outcome: InjectionOutcome.Unchanged, Warnings: [var warning, ..] } => HooksWritten.Warn($"{policy}; {warning.Text}"),
        { Outcome: InjectionOutcome.Unchanged } => HooksWritten.Ok($"{policy}; the template has the hooks"),
        { Outcome: InjectionOutcome.Kept } => HooksWritten.Warn($"{policy}; the user's own hooks stay as they are"),
        { Outcome: InjectionOutcome.Injected } => HooksWritten.Fail($"the label asks for {policy}, and the template has no hooks of ours"),
        { Outcome: InjectionOutcome.Updated } => HooksWritten.Fail($"the label asks for {policy}, and the template's hooks are not as they would be written now"),
        { Warnings: [var warning, ..] } => HooksWritten.Fail(warning.Text),
        _ => HooksWritten.Fail($"{policy}; not injected: {result.ReasonCode}"),
    };

    private static CheckResult? Effective(MachineFacts facts)
    {
        if (facts.Pod is not { } pod)
        {
            return facts.State == RunState.On ? HooksEffective.Fail("no launcher pod: nothing that a hook could run in") : null;
        }

        var problem = Problem(facts.Key, pod, "pre", FreezerMode.Freeze) ?? Problem(facts.Key, pod, "post", FreezerMode.Unfreeze);
        return problem is null ? HooksEffective.Ok($"{Owner(facts.Key, pod)} on {pod.Name}") : HooksEffective.Fail(problem);
    }

    /// <summary>A pod without a pre command falls back to the un-phased keys of old Velero releases; nobody's freeze hooks use them, and lint says so.</summary>
    private static string? Problem(VirtualMachineKey key, PodFacts pod, string phase, FreezerMode mode)
    {
        var prefix = $"{phase}.{HookKeys.LegacyPrefix}";
        if (pod.Annotations.GetValueOrDefault(prefix + HookKeys.Command) is not { Length: > 0 } command)
        {
            return $"{pod.Name} has no {phase} hook";
        }

        var freezer = FreezerCommand.Read(VeleroCommand.Parse(command).Arguments);
        var container = pod.Annotations.GetValueOrDefault(prefix + HookKeys.Container) is { Length: > 0 } named ? named : pod.FirstContainer;
        return freezer is null ? $"the {phase} hook of {pod.Name} is not a plain call of virt-freezer: {SafeText.Value(command)}"
            : freezer.Mode != mode ? $"the {phase} hook of {pod.Name} does the other half of the job: {SafeText.Value(command)}"
            : freezer.Name != key.Name || freezer.Namespace != key.Namespace ? $"the {phase} hook of {pod.Name} names {SafeText.Value($"{freezer.Namespace}/{freezer.Name}")}"
            : container != HookKeys.ComputeContainer ? $"the {phase} hook of {pod.Name} runs in the container {SafeText.Value(container)}, where there is no virt-freezer"
            : null;
    }

    private static string Owner(VirtualMachineKey key, PodFacts pod) =>
        pod.Annotations[HookKeys.PreCommand] == new FreezerCommand(FreezerMode.Freeze, key.Namespace, key.Name).Render() ? "freeze and thaw" : "the template's freeze and thaw";

    private static CheckResult? AsAsked(MachineFacts facts) =>
        facts is { Pod: { } pod, Wanted: { } wanted } ? new HookComparison(facts.Key, wanted, pod).Result() : null;

    /// <summary>The reader of this line sees the VM that runs; notes are for those who write manifests.</summary>
    private static CheckResult Linted(MachineFacts facts)
    {
        var findings = facts.Findings.Where(finding => finding.Severity != LintSeverity.Note).ToList();
        if (findings is not [var worst, ..])
        {
            return HooksLint.Ok("lint finds nothing wrong");
        }

        var more = findings.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", and {findings.Count - 1} more") : "";
        var text = $"{worst.Rule}: {worst.Title}{more}";
        return worst.Severity == LintSeverity.Error ? HooksLint.Fail(text) : HooksLint.Warn(text);
    }
}
