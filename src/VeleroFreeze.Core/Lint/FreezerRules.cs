using System.Globalization;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>What virt-freezer makes of its arguments.</summary>
internal static class FreezerRules
{
    /// <summary>Bounds of a sensible automatic thaw: a capture takes seconds, and nobody wants a guest frozen for hours.</summary>
    private const int ShortestThaw = 10, LongestThaw = 3600;

    public static IEnumerable<LintFinding> Examine(LintContext lint, HookView hook)
    {
        var findings = hook switch
        {
            { IsWellFormed: true, Freezer: null } => [NotVirtFreezer(hook)],
            { Freezer.Refused: { } refused } => [.. Path(hook, hook.Freezer), Refused(hook, refused)],
            { Freezer: { } freezer } => Path(hook, freezer).Concat(Words(hook, freezer)).Concat(Mode(hook, freezer)).Concat(Thaw(freezer)),
            _ => (IEnumerable<Draft>)[],
        };
        return findings.Select(draft => draft.Rule.At(
            hook.At(HookKeys.Command), draft.Message, lint.Effect(hook, HookKeys.Command, draft.Effect), draft.Fix ?? lint.RightCommand(hook)));
    }

    private static Draft NotVirtFreezer(HookView hook) =>
        new(LintRules.NotVirtFreezer, $"The {hook.PhaseName} hook runs {SafeText.Value(hook.Parsed!.Arguments[0])}, not virt-freezer.",
            "Whether that freezes anything is not known; no verdict of VeleroFreeze takes it as evidence, so the VM is reported as unverified.");

    private static IEnumerable<Draft> Path(HookView hook, FreezerArguments freezer)
    {
        if (freezer.Program == "virt-freezer")
        {
            yield return new(LintRules.RelativePath, "`virt-freezer` is given without its path.",
                "The container runtime looks for it in the container's PATH, which nothing promises; no verdict of VeleroFreeze takes it as evidence.");
        }
        else if (freezer.Program != FreezerCommand.Executable)
        {
            yield return new(LintRules.WrongPath, $"There is no {SafeText.Value(freezer.Program)}; virt-freezer is at `{FreezerCommand.Executable}`.",
                $"The program is not found, so the hook fails and {LintContext.Failure(hook)}.");
        }
    }

    private static Draft Refused(HookView hook, (string Argument, string Why) refused) =>
        new(LintRules.UnknownArgument, $"{SafeText.Value(refused.Argument)} {refused.Why}.",
            $"virt-freezer prints its usage and stops before it does anything; {LintContext.Failure(hook)}.");

    private static IEnumerable<Draft> Words(HookView hook, FreezerArguments freezer)
    {
        if (freezer.Stray is { } stray)
        {
            yield return new(LintRules.StrayArgument, $"{SafeText.Value(stray)} in the {hook.PhaseName} command belongs to no flag.",
                "virt-freezer ignores it; VeleroFreeze does not take such a command as evidence.");
        }

        if (freezer.Repeated is { } repeated)
        {
            yield return new(LintRules.RepeatedArgument, $"{SafeText.Value(repeated)} stands twice in the {hook.PhaseName} command.",
                "virt-freezer takes the last one; VeleroFreeze does not take such a command as evidence.");
        }
    }

    private static IEnumerable<Draft> Mode(HookView hook, FreezerArguments freezer)
    {
        var wanted = hook.Duty == FreezerMode.Freeze ? "--freeze" : "--unfreeze";
        switch (freezer)
        {
            case { Freeze: false, Unfreeze: false }:
                yield return new(LintRules.MissingMode, $"The {hook.PhaseName} command says neither `--freeze` nor `--unfreeze`.",
                    $"virt-freezer exits with an error; {LintContext.Failure(hook)}.");
                break;
            case { Freeze: true, Unfreeze: true }:
                yield return new(LintRules.BothModes, $"The {hook.PhaseName} command says both `--freeze` and `--unfreeze`.",
                    "virt-freezer takes it as `--freeze`" + (hook.Duty == FreezerMode.Freeze ? "." : $"; {LintContext.Failure(hook)}."));
                break;
            case { Freeze: true } when hook.Duty != FreezerMode.Freeze:
            case { Unfreeze: true } when hook.Duty != FreezerMode.Unfreeze:
                yield return new(LintRules.ModesSwapped,
                    $"The {hook.PhaseName} hook has to run virt-freezer with `{wanted}`, and runs it with the opposite.",
                    $"virt-freezer does as it is told and reports success, but {LintContext.Failure(hook)}.");
                break;
            default:
                break;
        }
    }

    private static IEnumerable<Draft> Thaw(FreezerArguments freezer)
    {
        if (freezer.UnfreezeTimeoutSeconds is not { } seconds)
        {
            return [];
        }

        var said = string.Create(CultureInfo.InvariantCulture, $"`{FreezerArguments.UnfreezeTimeoutFlag} {seconds}`");
        const string Fix = $"Leave {FreezerArguments.UnfreezeTimeoutFlag} out (300 s), or give it 10 to 3600.";
        Draft? draft = seconds switch
        {
            _ when freezer.Unfreeze && !freezer.Freeze => new(LintRules.UnfreezeTimeoutIgnored, $"{said} stands on the thaw hook.",
                "virt-freezer reads it only with `--freeze`.", $"Move {FreezerArguments.UnfreezeTimeoutFlag} to the pre hook, or leave it out."),
            < 0 => new(LintRules.UnfreezeTimeoutNegative, $"{said} is negative.",
                "virt-launcher thaws the guest the moment it has frozen it, and the hook reports success: the disks are captured unfrozen.", Fix),
            0 => new(LintRules.UnfreezeTimeoutZero, $"{said} switches the automatic thaw off.",
                "If the thaw hook is lost (Velero restarts, the pre hook fails under `Fail`), the guest stays frozen until somebody thaws it.", Fix),
            < ShortestThaw => new(LintRules.UnfreezeTimeoutShort, $"{said} is shorter than a capture takes.",
                "virt-launcher can thaw the guest before its disks are captured; both hooks report success all the same.", Fix),
            > LongestThaw => new(LintRules.UnfreezeTimeoutLong, $"{said} is more than an hour.",
                "If the thaw hook is lost, every write in the guest hangs for that long.", Fix),
            _ => null,
        };
        return draft is null ? [] : [draft];
    }

    /// <summary>A finding without what all findings about a command share.</summary>
    private sealed record Draft(LintRule Rule, string Message, string Effect, string? Fix = null);
}
