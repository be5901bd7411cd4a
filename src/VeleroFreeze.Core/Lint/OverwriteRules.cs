using VeleroFreeze.Core.Annotations;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>Which of the object's values KubeVirt replaces on the launcher pod by others. One finding an object, whatever the number of values.</summary>
internal static class OverwriteRules
{
    public static IEnumerable<LintFinding> Examine(LintContext lint)
    {
        if (!lint.KubeVirtOverwrites)
        {
            return [];
        }

        var changed = Changed(lint).ToList();
        return changed switch
        {
            [] => [],
            // What is injected unless tuned otherwise is a bit more than KubeVirt's own, so nothing is lost.
            [(var hook, HookKeys.Timeout)] when ReadTimeout(hook) == Tuning.DefaultFreezeTimeout => [TimeoutOnly(lint, hook)],
            [var (hook, property), ..] => [Overwritten(lint, changed, hook.At(property))],
        };
    }

    /// <summary>The values that KubeVirt changes; one that says the same as KubeVirt's own loses nothing.</summary>
    private static IEnumerable<(HookView Hook, string Property)> Changed(LintContext lint) =>
        from hook in new[] { lint.Pre, lint.Post }
        where !hook.IsLegacy
        from property in new[] { HookKeys.Command, HookKeys.Container, HookKeys.Timeout }
        where hook[property] is not null && lint.IsOverwritten(hook, property) && !SaysTheSame(lint, hook, property)
        select (hook, property);

    private static bool SaysTheSame(LintContext lint, HookView hook, string property) => property switch
    {
        HookKeys.Command => IsKubeVirtsCommand(lint, hook),
        HookKeys.Container => hook[property] == HookKeys.ComputeContainer,
        _ => ReadTimeout(hook) == KubeVirtVersion.WrittenPreTimeout,
    };

    private static bool IsKubeVirtsCommand(LintContext lint, HookView hook) =>
        hook.Freezer is { Program: FreezerCommand.Executable, Refused: null, Stray: null } freezer
        && freezer.Freeze == (hook.Duty == FreezerMode.Freeze)
        && freezer.Unfreeze == (hook.Duty == FreezerMode.Unfreeze)
        && (hook.Duty == FreezerMode.Unfreeze || freezer.UnfreezeTimeoutSeconds is null or FreezerCommand.DefaultUnfreezeTimeoutSeconds)
        // A stale name of ours is reported once, as stale.
        && (lint.IsInjected(hook, HookKeys.Command) || (Is(freezer.Name, lint.Name) && Is(freezer.Namespace, lint.Namespace)));

    private static bool Is(string? said, string? right) => said is not null && (right is null || said == right);

    private static GoDuration? ReadTimeout(HookView hook) => GoDuration.TryParse(hook[HookKeys.Timeout]!, out var timeout, out _) ? timeout : null;

    private static LintFinding TimeoutOnly(LintContext lint, HookView hook) =>
        LintRules.PreTimeoutOverwritten.At(
            hook.At(HookKeys.Timeout),
            $"KubeVirt {lint.KubeVirt} writes its own pre timeout over {SafeText.Value(hook[HookKeys.Timeout]!)}.",
            $"Velero waits {KubeVirtVersion.WrittenPreTimeout.ToSecondsText()} for the freeze.",
            "Nothing to do; with a tuned velerofreeze.io/freeze-timeout, ownership is taken from KubeVirt.");

    private static LintFinding Overwritten(LintContext lint, IEnumerable<(HookView Hook, string Property)> changed, Json.JsonPointer location)
    {
        var lost = string.Join(", ", changed.Select(value => $"{value.Hook.PhaseName} {value.Property}"));
        return LintRules.OverwrittenByKubeVirt.At(
            location,
            $"KubeVirt {lint.KubeVirt} writes its own values on the launcher pod over these: {lost}.",
            (lint.KubeVirt.WritesPreTimeout
                ? "The pod gets KubeVirt's virt-freezer commands in `compute` and a pre timeout of 60s; of yours only on-error and the post timeout reach it."
                : "The pod gets KubeVirt's virt-freezer commands in `compute`; of yours only on-error and the timeouts reach it.")
            + " A freeze and a thaw do run.",
            lint.KubeVirt.KnowsSkipKey
                ? "Remove what is lost: KubeVirt's own hooks freeze and thaw. To have yours win, mend every error first; then, while the VM is halted, set "
                    + $"{HookKeys.SkipKubeVirtHooks}: \"true\" on its metadata.annotations."
                : $"Remove what is lost; KubeVirt can be told to leave it from 1.6.6, 1.7.3 and 1.8.0 on ({HookKeys.SkipKubeVirtHooks}).");
    }
}
