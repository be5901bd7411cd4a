using System.Text.Json;
using System.Text.RegularExpressions;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Cli.Verify;

/// <param name="Machine">The verdict of the VM.</param>
/// <param name="Backup">The backup.</param>
/// <param name="Timeline">What happened, in order.</param>
/// <param name="Advice">What to do, by reason; nothing for what is fine.</param>
internal sealed partial record Explanation(
    VirtualMachineReport Machine, BackupSummary Backup, IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<(ReasonCode Reason, string Text)> Advice)
{
    /// <returns>Null when the VM is not in the backup.</returns>
    public static Explanation? Of(BackupCase judged, VirtualMachineKey key)
    {
        var report = judged.Report;
        return report.VirtualMachines.FirstOrDefault(machine => machine.Key == key) is { } found
            ? new Explanation(found, report.Backup, Core.Consistency.Timelines.Timeline.Of(judged.Facts, report, key), [.. AdviceFor(found, report.Backup)])
            : null;
    }

    public byte[] ToJson(ConsistencyReport report)
    {
        using var whole = JsonDocument.Parse(ReportJson.Write(report));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("backup");
            whole.RootElement.GetProperty("backup").WriteTo(writer);
            writer.WritePropertyName("virtualMachine");
            whole.RootElement.GetProperty("virtualMachines").EnumerateArray().Single(IsMachine).WriteTo(writer);
            WriteTimeline(writer);
            WriteAdvice(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private bool IsMachine(JsonElement machine) =>
        machine.GetProperty("namespace").GetString() == Machine.Namespace && machine.GetProperty("name").GetString() == Machine.Name;

    private void WriteTimeline(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("timeline");
        foreach (var entry in Timeline)
        {
            writer.WriteStartObject();
            if (entry.At is { } at)
            {
                writer.WriteString("at", ExplainText.Time(at));
            }

            if (entry.Line is { } line)
            {
                writer.WriteNumber("line", line);
            }

            writer.WriteString("text", entry.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteAdvice(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("advice");
        foreach (var (reason, text) in Advice)
        {
            writer.WriteStartObject();
            writer.WriteString("reason", reason.ToString());
            writer.WriteString("text", text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<(ReasonCode Reason, string Text)> AdviceFor(VirtualMachineReport machine, BackupSummary backup) =>
        from reason in machine.Reasons
        let advice = Core.Consistency.Reports.Advice.For(reason)
        where advice is not null
        select (reason, WithNames(advice, machine, backup));

    /// <summary>Commands that can be copied as they stand.</summary>
    private static string WithNames(string advice, VirtualMachineReport machine, BackupSummary backup) => Placeholder().Replace(advice, match => match.Value switch
    {
        "NAMESPACE" => machine.Namespace,
        "NAME" or "VM" => machine.Name,
        _ => backup.Name,
    });

    [GeneratedRegex(@"\b(?:NAMESPACE|NAME|BACKUP|(?<=/)VM)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
