using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>The report as JSON: what the ConfigMap holds and the commands print. Equal reports have equal bytes.</summary>
public static class ReportJson
{
    public static byte[] Write(ConsistencyReport report) => JsonOutput.Write(writer =>
    {
        WriteBackup(writer, report.Backup);
        writer.WriteString("verdict", report.Verdict.ToString());
        writer.WriteBoolean("policyMet", report.PolicyMet);
        writer.WriteArray("virtualMachines", report.VirtualMachines, WriteMachine);
        if (report.Omitted > 0)
        {
            writer.WriteNumber("omitted", report.Omitted);
        }

        writer.WriteStartObject("evidence");
        writer.WriteString("log", ReportWords.Of(report.Evidence.Log));
        writer.WriteString("results", ReportWords.Of(report.Evidence.Results));
        writer.WriteString("resourceList", ReportWords.Of(report.Evidence.ResourceList));
        writer.WriteString("volumeInfo", ReportWords.Of(report.Evidence.VolumeInfo));
        writer.WriteEndObject();
    });

    /// <exception cref="FormatException">It is no report, or one that a newer release wrote; the message is a sentence.</exception>
    public static ConsistencyReport Read(ReadOnlySpan<byte> json)
    {
        using var document = JsonInput.Parse(json, "The report");
        return ReportReader.Read(document.RootElement);
    }

    private static void WriteBackup(Utf8JsonWriter writer, BackupSummary backup)
    {
        writer.WriteStartObject("backup");
        writer.WriteString("namespace", backup.Namespace);
        writer.WriteString("name", backup.Name);
        writer.WriteString("uid", backup.Uid);
        writer.WriteString("phase", backup.Phase);
        writer.WriteTime("startTimestamp", backup.StartTimestamp);
        writer.WriteTime("completionTimestamp", backup.CompletionTimestamp);
        writer.WriteNumber("hooksAttempted", backup.HooksAttempted);
        writer.WriteNumber("hooksFailed", backup.HooksFailed);
        writer.WriteEndObject();
    }

    private static void WriteMachine(Utf8JsonWriter writer, VirtualMachineReport machine)
    {
        writer.WriteStartObject();
        writer.WriteString("namespace", machine.Namespace);
        writer.WriteString("name", machine.Name);
        writer.WriteString("policy", ReportWords.Of(machine.Policy));
        writer.WriteString("verdict", machine.Verdict.ToString());
        writer.WriteArray("reasons", machine.Reasons, static (w, reason) => w.WriteStringValue(reason.ToString()));
        writer.WriteString("message", machine.Message);
        writer.WriteString("pod", machine.Pod);
        writer.WriteArray("obligations", machine.Obligations, WriteObligation);
        WriteFreeze(writer, machine.Freeze);
        writer.WriteArray("volumes", machine.Volumes, WriteVolume);
        writer.WriteEndObject();
    }

    private static void WriteFreeze(Utf8JsonWriter writer, FreezeReport? freeze)
    {
        if (freeze is null)
        {
            writer.WriteNull("freeze");
            return;
        }

        writer.WriteStartObject("freeze");
        writer.WriteTime("requestedAt", freeze.RequestedAt);
        writer.WriteTime("frozenAt", freeze.FrozenAt);
        writer.WriteTime("thawedAt", freeze.ThawedAt);
        writer.WriteNumber("limitSeconds", freeze.LimitSeconds);
        writer.WriteEndObject();
    }

    private static void WriteObligation(Utf8JsonWriter writer, ObligationReport obligation)
    {
        writer.WriteStartObject();
        writer.WriteString("id", obligation.Id);
        writer.WriteBoolean("proven", obligation.Proven);
        writer.WriteString("evidence", obligation.Evidence);
        writer.WriteString("missing", obligation.Missing);
        writer.WriteEndObject();
    }

    private static void WriteVolume(Utf8JsonWriter writer, VolumeReport volume)
    {
        writer.WriteStartObject();
        writer.WriteString("claim", volume.Claim);
        writer.WriteString("method", ReportWords.Of(volume.Method));
        writer.WriteTime("capturedFrom", volume.CapturedFrom);
        writer.WriteTime("capturedTo", volume.CapturedTo);
        if (volume.InsideFreeze is { } inside)
        {
            writer.WriteBoolean("insideFreeze", inside);
        }
        else
        {
            writer.WriteNull("insideFreeze");
        }

        writer.WriteEndObject();
    }
}
