using System.Globalization;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Cli.Verify;

/// <summary>A report for people: a headline, what Velero itself says, and a row with its reason for each VM.</summary>
internal static class VerifyText
{
    private const int Name = 23, Label = 22, Window = 17;

    public static string Of(ConsistencyReport report, bool hasColours)
    {
        var lines = Head(report, hasColours).Append("");
        var rows = report.VirtualMachines.SelectMany(machine => Row(machine, hasColours));
        var table = report.VirtualMachines.Count == 0 ? ["No virtual machine was found in this backup."] : rows.Prepend(Titles());
        var omitted = report.Omitted == 0 ? Array.Empty<string>() : [$"{report.Omitted} more are not listed: the report would not fit where it is kept. They count in the verdict."];
        return string.Concat(lines.Concat(table).Concat(omitted).Select(line => line + "\n"));
    }

    private static IEnumerable<string> Head(ConsistencyReport report, bool hasColours)
    {
        var backup = report.Backup;
        var name = TextLayout.Plain(backup.Namespace.Length == 0 ? backup.Name : $"{backup.Namespace}/{backup.Name}");
        var verdict = VerdictColours.Paint(ReportText.Label(report.Verdict), report.Verdict, hasColours);
        yield return $"Backup {name}: {verdict}{(report.PolicyMet ? "" : ", policy NOT met")}";
        yield return TextLayout.Plain($"Velero says: {(backup.Phase.Length == 0 ? "phase unknown" : backup.Phase)}, {Hooks(backup)}");
        yield return $"Evidence: {Evidence(report.Evidence)}";
    }

    private static string Hooks(BackupSummary backup) => backup is { HooksAttempted: { } attempted, HooksFailed: { } failed }
        ? string.Create(CultureInfo.InvariantCulture, $"hooks attempted {attempted}, failed {failed}")
        : "hooks not counted";

    private static string Evidence(EvidenceStates states) =>
        $"log {Word(states.Log)}, results {Word(states.Results)}, resources {Word(states.ResourceList)}, volumes {Word(states.VolumeInfo)}";

    private static string Word(ArtifactState state) => state.ToString().ToLowerInvariant();

    private static string Titles() => $"{"VM",-Name} {"VERDICT",-Label} {"FROZEN",-Window} DISKS";

    private static IEnumerable<string> Row(VirtualMachineReport machine, bool hasColours)
    {
        var verdict = VerdictColours.Paint(TextLayout.Cell(ReportText.Label(machine.Verdict), Label), machine.Verdict, hasColours);
        var name = machine.Key.ToString();
        if (name.Length > Name)
        {
            // A line of its own: cut off, it would not tell one VM from the next.
            yield return TextLayout.Cell(name, Math.Min(name.Length, TextLayout.Width));
            name = "";
        }

        yield return $"{TextLayout.Cell(name, Name)} {verdict} {TextLayout.Cell(Frozen(machine.Freeze), Window)} {Disks(machine)}";
        foreach (var line in TextLayout.Wrap($"{KebabCase.Of(machine.Policy)}: {machine.Message}", indent: 2))
        {
            yield return line;
        }
    }

    private static string Frozen(FreezeReport? freeze) => freeze is { FrozenAt: { } from } ? $"{Time(from)}-{(freeze.ThawedAt is { } to ? Time(to) : "?")}" : "-";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Disks(VirtualMachineReport machine) => machine.Freeze is { FrozenAt: not null }
        ? Count(machine.Volumes, volume => volume.InsideFreeze == true, "inside")
        : Count(machine.Volumes, volume => volume.Method != CaptureMethod.None, "captured");

    private static string Count(IReadOnlyList<VolumeReport> volumes, Func<VolumeReport, bool> counts, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{volumes.Count(counts)}/{volumes.Count} {what}");
}
