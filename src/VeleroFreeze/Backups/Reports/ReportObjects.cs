using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Backups.Reports;

/// <summary>What is written about a Backup, as pure functions.</summary>
internal static class ReportObjects
{
    public const string ConsistencyLabel = "velerofreeze.io/consistency";
    public const string SummaryAnnotation = "velerofreeze.io/summary";

    /// <summary>A new record that holds one part.</summary>
    public static ReadOnlyMemory<byte> Record(string @namespace, KubernetesObject backup, string key, byte[] part) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject
        {
            ["name"] = ReportRecord.NameFor(backup.Metadata.Uid),
            ["namespace"] = @namespace,
            ["labels"] = new JsonObject
            {
                [ReportRecord.ManagedBy] = ReportRecord.Manager,
                [ReportRecord.BackupUidLabel] = backup.Metadata.Uid,
                [ReportRecord.VeleroNamespaceLabel] = backup.Metadata.Namespace,
            },
            ["annotations"] = new JsonObject { [ReportRecord.BackupAnnotation] = backup.Metadata.Key.ToString() },
        },
        ["binaryData"] = new JsonObject { [key] = Convert.ToBase64String(part) },
    }.ToJsonString());

    /// <summary>A part added to a record, or put in place of an older one.</summary>
    public static JsonObject Part(string key, byte[] part) => new() { ["binaryData"] = new JsonObject { [key] = Convert.ToBase64String(part) } };

    /// <summary>The report in its record, with the verdict as a label to find it by.</summary>
    public static JsonObject Report(ConsistencyReport report)
    {
        var patch = Part(ReportRecord.ReportKey, Packed.Of(ReportJson.Write(report)));
        patch["metadata"] = new JsonObject { ["labels"] = new JsonObject { [ConsistencyLabel] = ReportText.Label(report.Verdict) } };
        return patch;
    }

    public static JsonObject Announced(string identity) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ReportRecord.AnnouncedAnnotation] = identity } } };

    /// <summary>The two keys that a Backup gets, and nothing else.</summary>
    public static JsonObject BackupPatch(ConsistencyReport report) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["labels"] = new JsonObject { [ConsistencyLabel] = ReportText.Label(report.Verdict) },
            ["annotations"] = new JsonObject { [SummaryAnnotation] = ReportText.Summary(report) },
        },
    };

    /// <summary>Whether the Backup says already what the report says.</summary>
    public static bool IsSaid(KubernetesObject backup, ConsistencyReport report) =>
        backup.Metadata.Label(ConsistencyLabel) == ReportText.Label(report.Verdict)
        && backup.Metadata.Annotation(SummaryAnnotation) == ReportText.Summary(report);
}
