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
    public static ReadOnlyMemory<byte> Record(string @namespace, KubernetesObject backup, string key, byte[] part) => Record(@namespace, backup, Part(key, part));

    /// <summary>A new record that holds what would else be patched into one.</summary>
    public static ReadOnlyMemory<byte> Record(string @namespace, KubernetesObject backup, JsonObject patch) => Bytes(Skeleton(@namespace, backup), patch);

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

    /// <summary>The history in its record.</summary>
    /// <param name="packed">Null when it lies in parts of its own.</param>
    /// <param name="parts">Where; null when it does not.</param>
    /// <param name="isEnd">Nothing more will be added.</param>
    public static JsonObject History(byte[]? packed, HistoryParts? parts, bool isEnd) => new()
    {
        ["binaryData"] = new JsonObject { [ReportRecord.HistoryKey] = packed is null ? null : Convert.ToBase64String(packed) },
        ["metadata"] = new JsonObject
        {
            ["annotations"] = new JsonObject
            {
                [ReportRecord.HistoryPartsAnnotation] = parts?.ToString(),
                [ReportRecord.HistoryEndAnnotation] = isEnd ? "true" : null,
            },
        },
    };

    /// <summary>A part of a history.</summary>
    public static ReadOnlyMemory<byte> HistoryPart(string @namespace, KubernetesObject backup, string name, ReadOnlySpan<byte> part)
    {
        var skeleton = Skeleton(@namespace, backup);
        skeleton["metadata"]!["name"] = name;
        return Bytes(skeleton, Part(HistoryParts.Key, part.ToArray()));
    }

    /// <summary>Takes out of a patch everything that a report was made from: with the report it has served its purpose.</summary>
    public static JsonObject WithoutFacts(JsonObject patch)
    {
        var data = patch["binaryData"] as JsonObject ?? [];
        patch["binaryData"] = data;
        foreach (var key in new[] { ReportRecord.AtStartKey, ReportRecord.AtEndKey, ReportRecord.HistoryKey, ReportRecord.MeanwhileKey })
        {
            data[key] = null;
        }

        var metadata = patch["metadata"] as JsonObject ?? [];
        patch["metadata"] = metadata;
        var annotations = metadata["annotations"] as JsonObject ?? [];
        metadata["annotations"] = annotations;
        annotations[ReportRecord.HistoryPartsAnnotation] = null;
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
        skeleton["binaryData"] = new JsonObject(parts["binaryData"]!.AsObject().Where(part => part.Value is not null).Select(part => KeyValuePair.Create(part.Key, part.Value?.DeepClone())));
        foreach (var annotation in parts["metadata"]?["annotations"]?.AsObject().Where(annotation => annotation.Value is not null).ToList() ?? [])
        {
            skeleton["metadata"]!["annotations"]![annotation.Key] = annotation.Value!.DeepClone();
        }

        return Encoding.UTF8.GetBytes(skeleton.ToJsonString());
    }
}
