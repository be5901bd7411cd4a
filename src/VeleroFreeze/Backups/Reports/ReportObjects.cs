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
    public static ReadOnlyMemory<byte> Record(string @namespace, KubernetesObject backup, string key, byte[] part) =>
        Bytes(Skeleton(@namespace, backup), Part(key, part));

    /// <summary>A new record that holds the report alone: nobody recorded the cluster while the Backup ran.</summary>
    public static ReadOnlyMemory<byte> Record(string @namespace, KubernetesObject backup, ConsistencyReport report)
    {
        var skeleton = Skeleton(@namespace, backup);
        skeleton["metadata"]!["labels"]![ConsistencyLabel] = ReportText.Label(report.Verdict);
        return Bytes(skeleton, Report(report));
    }

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

    /// <summary>Whether a Backup with this label and this annotation says already what the report says.</summary>
    public static bool IsSaid(string? label, string? summary, ConsistencyReport report) =>
        label == ReportText.Label(report.Verdict) && summary == ReportText.Summary(report);

    private static JsonObject Skeleton(string @namespace, KubernetesObject backup) => new()
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
    };

    private static byte[] Bytes(JsonObject skeleton, JsonObject parts)
    {
        skeleton["binaryData"] = parts["binaryData"]!.DeepClone();
        return Encoding.UTF8.GetBytes(skeleton.ToJsonString());
    }
}
