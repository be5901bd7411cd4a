using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>How long Velero waits, against how long virt-freezer and the automatic thaw may take.</summary>
internal static class TimeoutRules
{
    private static readonly GoDuration VelerosDefault = GoDuration.FromSeconds(30);
    private static readonly GoDuration ThawBudget = GoDuration.FromSeconds(30);
    private static readonly GoDuration Hopeless = GoDuration.FromSeconds(1);

    public static IEnumerable<LintFinding> Examine(LintContext lint, HookView hook)
    {
        var text = hook[HookKeys.Timeout];
        if (hook.Command is null && (text is null || !lint.KubeVirtOverwrites))
        {
            return [];
        }

        if (text is null)
        {
            return Enough(lint, hook, VelerosDefault, "of 30s (none is set)", HookKeys.Command);
        }

        return GoDuration.TryParse(text, out var timeout, out var error)
            ? Judge(lint, hook, timeout, SafeText.Value(text))
            : [Unparsable(lint, hook, text, error!)];
    }

    private static LintFinding Unparsable(LintContext lint, HookView hook, string text, string error) =>
        LintRules.TimeoutUnparsable.At(
            hook.At(HookKeys.Timeout),
            $"The {hook.PhaseName} timeout {SafeText.Value(text)} is no Go duration: {SafeText.Value(error)}.",
            lint.Effect(hook, HookKeys.Timeout, "Velero adds a warning to the backup and waits its default of 30s."),
            Right(hook));

    private static IEnumerable<LintFinding> Judge(LintContext lint, HookView hook, GoDuration timeout, string said)
    {
        LintFinding At(LintRule rule, string what, string effect) =>
            rule.At(hook.At(HookKeys.Timeout), $"The {hook.PhaseName} timeout {said} {what}.", lint.Effect(hook, HookKeys.Timeout, effect), Right(hook));

        return timeout.Nanoseconds switch
        {
            0 => [At(LintRules.TimeoutZero, "does not mean without limit", "Velero takes zero for its default of 30s.")],
            < 0 => [At(LintRules.TimeoutNegative, "is negative", "Velero up to 1.18 then has no limit at all: a hook that hangs holds up the backup for ever. 1.19 takes it for its default of 30s.")],
            _ when timeout < Hopeless => [At(LintRules.TimeoutHopeless, "is less than a second",
                "Velero gives up before a command in a container can come back; it counts as failed, and runs on all the same.")],
            _ => Enough(lint, hook, timeout, said, HookKeys.Timeout),
        };
    }

    /// <summary>Only virt-freezer's needs are known, and where KubeVirt writes the timeout this one is not waited for.</summary>
    private static IEnumerable<LintFinding> Enough(LintContext lint, HookView hook, GoDuration timeout, string said, string property)
    {
        if (hook.IsForeign || lint.IsOverwritten(hook, HookKeys.Timeout))
        {
            yield break;
        }

        if (hook.Duty == FreezerMode.Unfreeze)
        {
            if (timeout < ThawBudget)
            {
                yield return LintRules.PostTimeoutShort.At(
                    hook.At(property),
                    $"The post timeout {said} is shorter than a thaw may take: 5s + 5s for agent and domain, then 20s for the thaw, 30s in all.",
                    "Velero counts the hook as failed although the guest is thawed a little later.",
                    Right(hook));
            }

            yield break;
        }

        if (timeout < lint.FreezeBudget)
        {
            yield return LintRules.PreTimeoutShort.At(
                hook.At(property),
                $"The pre timeout {said} is shorter than a freeze may take on KubeVirt {lint.KubeVirt}: 5s + 5s for agent and domain, then "
                + $"{lint.KubeVirt.FreezeCallTimeout.ToSecondsText()} for the freeze, {lint.FreezeBudget.ToSecondsText()} in all.",
                "Velero stops waiting and goes on, but cancels nothing: the freeze can land in the middle of the capture.",
                Right(hook));
        }

        if (AutomaticThaw(lint, hook) is { } thaw && timeout >= thaw)
        {
            yield return LintRules.PreTimeoutBeyondThaw.At(
                hook.At(property),
                $"The pre timeout {said} is not below the automatic thaw after {thaw.ToSecondsText()}.",
                "virt-launcher can thaw the guest while Velero still waits for the pre hook; the disks are then captured unfrozen, "
                + "and both hooks report success.",
                Right(hook));
        }
    }

    /// <summary>When virt-launcher thaws by itself; null for never.</summary>
    private static GoDuration? AutomaticThaw(LintContext lint, HookView hook)
    {
        var own = lint.IsOverwritten(hook, HookKeys.Command) ? null : hook.Freezer?.UnfreezeTimeoutSeconds;
        var seconds = own ?? FreezerCommand.DefaultUnfreezeTimeoutSeconds;
        return seconds > 0 ? GoDuration.FromSeconds(seconds) : null;
    }

    private static string Right(HookView hook) => $"{hook.Key(HookKeys.Timeout)}: {(hook.Duty == FreezerMode.Freeze ? "75s" : "60s")}";
}
