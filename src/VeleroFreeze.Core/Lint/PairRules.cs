using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>The two hooks as a pair, and their properties other than command and timeout.</summary>
internal static class PairRules
{
    public static IEnumerable<LintFinding> Examine(LintContext lint) => (lint.Pre, lint.Post) switch
    {
        ({ Quiesces: true }, { Command: null }) =>
        [
            LintRules.PreWithoutPost.At(lint.Pre.At(HookKeys.Command), "There is a pre hook that freezes and no post hook that thaws.",
                lint.Effect(
                    lint.Post,
                    HookKeys.Command,
                    "After the capture nobody thaws the guest; it stays frozen until virt-launcher's automatic thaw."),
                lint.RightCommand(lint.Post)),
        ],
        ({ Command: null }, { Quiesces: true }) =>
        [
            LintRules.PostWithoutPre.At(lint.Post.At(HookKeys.Command), "There is a post hook that thaws and no pre hook that freezes.",
                lint.Effect(
                    lint.Pre,
                    HookKeys.Command,
                    "The disks are captured crash-consistent, and the thaw of a guest that was never frozen reports success."),
                lint.RightCommand(lint.Pre)),
        ],
        ({ Command: null }, { Command: null }) when !lint.KubeVirtOverwrites => WithoutCommand(lint),
        _ => [],
    };

    public static IEnumerable<LintFinding> ExamineContainer(LintContext lint, HookView hook)
    {
        if (hook.Command is null || hook.IsForeign)
        {
            yield break;
        }

        if (hook[HookKeys.Container] is not { } container)
        {
            yield return LintRules.ContainerMissing.At(
                hook.At(HookKeys.Command),
                $"The {hook.PhaseName} hook names no container.",
                lint.Effect(hook, HookKeys.Container,
                    "Velero takes the pod's first container; on launcher pods that is `compute`, until something puts another in front."),
                $"{hook.Key(HookKeys.Container)}: compute");
        }
        else if (container != HookKeys.ComputeContainer)
        {
            yield return LintRules.ContainerWrong.At(
                hook.At(HookKeys.Container),
                $"The {hook.PhaseName} hook's container is {SafeText.Value(container)}; virt-freezer is in `compute` only.",
                lint.Effect(hook, HookKeys.Container,
                    $"Velero fails the hook with `no such container`, or with a program that is not there; {LintContext.Failure(hook)}."),
                $"{hook.Key(HookKeys.Container)}: compute");
        }
    }

    /// <summary>Velero reads the value case-sensitively and without a word about one it does not know.</summary>
    public static IEnumerable<LintFinding> ExamineOnError(LintContext lint, HookView hook)
    {
        if (hook[HookKeys.OnError] is not { } onError || (hook.Command is null && !lint.KubeVirtOverwrites))
        {
            yield break;
        }

        if (onError == "FailBlock")
        {
            yield return LintRules.OnErrorFuture.At(
                hook.At(HookKeys.OnError),
                $"on-error of the {hook.PhaseName} hook is `FailBlock`, which no released Velero knows.",
                "Velero takes it as empty, and empty acts as `Continue`: after a failed freeze the disks are captured all the same.",
                $"{hook.Key(HookKeys.OnError)}: Continue");
        }
        else if (onError is not ("Fail" or "Continue"))
        {
            yield return LintRules.OnErrorSpelling.At(
                hook.At(HookKeys.OnError),
                $"on-error of the {hook.PhaseName} hook is {SafeText.Value(onError)}, neither `Fail` nor `Continue`.",
                "Velero takes it as empty, and empty acts as `Continue`.",
                $"{hook.Key(HookKeys.OnError)}: {(onError.Trim().Equals("fail", StringComparison.OrdinalIgnoreCase) ? "Fail" : "Continue")}");
        }
        else if (onError == "Fail" && hook.Duty == FreezerMode.Freeze)
        {
            yield return LintRules.OnErrorFail.At(
                hook.At(HookKeys.OnError),
                "on-error of the pre hook is `Fail`.",
                "When the freeze fails or times out, Velero does not run the thaw hook and leaves the pod out of the backup, yet captures its disks; "
                + "a freeze that lands late then lasts until the automatic thaw. The backup is PartiallyFailed with `Continue` as well.",
                $"{hook.Key(HookKeys.OnError)}: Continue");
        }
    }

    public static IEnumerable<LintFinding> ExamineOnErrorAbsent(LintContext lint)
    {
        HookView[] hooks = [lint.Pre, lint.Post];
        if (hooks.FirstOrDefault(hook => hook.Command is not null && hook[HookKeys.OnError] is null) is { } silent)
        {
            yield return LintRules.OnErrorAbsent.At(
                silent.At(HookKeys.Command),
                $"The {silent.PhaseName} hook says nothing about on-error.",
                "Velero documents `Fail` as the default and even logs it, but acts as with `Continue`.",
                $"{silent.Key(HookKeys.OnError)}: Continue");
        }
    }

    private static IEnumerable<LintFinding> WithoutCommand(LintContext lint) =>
        from hook in new[] { lint.Pre, lint.Post }
        let property = new[] { HookKeys.Container, HookKeys.OnError, HookKeys.Timeout }.FirstOrDefault(property => hook[property] is not null)
        where property is not null
        select LintRules.HookWithoutCommand.At(
            hook.At(property),
            $"The {hook.PhaseName} hook has `{property}` and no command.",
            "Without a command there is no hook, and KubeVirt writes none here.",
            lint.RightCommand(hook));
}
