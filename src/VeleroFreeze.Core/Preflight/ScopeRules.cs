using System.Globalization;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Checks of what a backup takes of a VM, and in what time.</summary>
internal static class ScopeRules
{
    private const int VssSeconds = 10;

    public static IEnumerable<CheckResult?> Examine(MachineFacts facts, VeleroFacts velero) =>
    [
        facts.Excluded.Count > 0
            ? PodInBackups.Fail($"{string.Join(" and ", facts.Excluded)} {(facts.Excluded.Count == 1 ? "carries" : "carry")} velero.io/exclude-from-backup: no hook runs")
            : PodInBackups.Ok("no exclude label on the VM, its instance or its pod"),
        facts.ExcludedClaims.Count > 0
            ? DisksInBackups.Warn($"in no backup by its exclude label: {Names(facts.ExcludedClaims)}")
            : DisksInBackups.Ok("no exclude label on its claims"),
        facts.Disks.Any(disk => disk.IsHotplugged)
            ? DisksHotplugged.Warn($"hotplugged, and so captured outside the freeze: {Names([.. facts.Disks.Where(disk => disk.IsHotplugged).Select(disk => disk.Volume)])}")
            : DisksHotplugged.Ok("none is hotplugged"),
        facts.IsRunning ? Window(facts, velero) : null,
    ];

    private static CheckResult Window(MachineFacts facts, VeleroFacts velero)
    {
        var disks = facts.Disks.Count(disk => disk.Claim.Length > 0 && !disk.IsHotplugged && !facts.ExcludedClaims.Contains(disk.Claim));
        var needed = disks * velero.SecondsPerDisk;
        var limit = Limit(facts);
        var text = string.Create(CultureInfo.InvariantCulture, $"{disks} {(disks == 1 ? "disk" : "disks")}, about {needed} s");
        return limit is null ? FreezeTime.Warn($"{text}; the hook switches the automatic thaw off, so that a lost thaw leaves the guest frozen")
            : needed >= limit ? FreezeTime.Fail(string.Create(CultureInfo.InvariantCulture, $"{text}; the guest thaws by itself after {limit} s"))
            : FreezeTime.Ok(string.Create(CultureInfo.InvariantCulture, $"{text} of the {limit} s it stays frozen"));
    }

    /// <summary>Null for never.</summary>
    private static int? Limit(MachineFacts facts)
    {
        var command = facts.Pod?.Annotations.GetValueOrDefault(HookKeys.PreCommand) ?? "";
        var seconds = FreezerCommand.Read(VeleroCommand.Parse(command).Arguments)?.UnfreezeTimeoutSeconds ?? FreezerCommand.DefaultUnfreezeTimeoutSeconds;
        return facts.Guest == GuestSystem.Windows ? Math.Min(VssSeconds, seconds > 0 ? seconds : VssSeconds) : seconds > 0 ? seconds : null;
    }

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(5).Select(name => SafeText.Line(name, SafeText.MaxLength))) + (names.Count > 5 ? " and more" : "");
}
