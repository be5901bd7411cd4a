using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Backups.Reports;

/// <summary>What is written about a Backup, as pure functions.</summary>
internal static class ReportObjects
{
    public const string ConsistencyLabel = "velerofreeze.io/consistency";
    public const string SummaryAnnotation = "velerofreeze.io/summary";

    /// <summary>Of base64, which the API server measures after decoding: room to spare for metadata and managed fields.</summary>
    private const int MaxCharacters = 1_200_000;

    private const int MaxReportBytes = 800_000;

    /// <summary>
    /// A report that fits into a ConfigMap: whoever can write a log could otherwise have it refused for ever by naming VMs without end.
    /// </summary>
    public static ConsistencyReport Bounded(ConsistencyReport report)
    {
        for (var size = SizeOf(report); size > MaxReportBytes && report.VirtualMachines.Count > 0; size = SizeOf(report))
        {
            report = report.Keeping((int)(report.VirtualMachines.Count * 0.9 * MaxReportBytes / size));
        }

        return report;
    }

    private static int SizeOf(ConsistencyReport report) => Packed.Of(ReportJson.Write(report)).Length;

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

    /// <summary>A ConfigMap holds one mebibyte. Where the report does not fit beside the recorded facts, these have served their purpose and go.</summary>
    public static JsonObject Fitting(ReportRecord record, JsonObject report)
    {
        if (record.Size + report.ToJsonString().Length > MaxCharacters)
        {
            report["binaryData"]![ReportRecord.AtStartKey] = null;
            report["binaryData"]![ReportRecord.AtEndKey] = null;
            report["binaryData"]![ReportRecord.MeanwhileKey] = null;
        }

        return report;
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
