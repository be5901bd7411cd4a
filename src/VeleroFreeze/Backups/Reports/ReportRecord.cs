using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups.Reports;

/// <summary>
/// All that is kept about one Backup, in a ConfigMap named after the Backup's UID: what the cluster looked like when it began and ended, and the
/// verdict. What cannot be read counts as not there.
/// </summary>
internal sealed record ReportRecord(KubernetesObject Object)
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "velerofreeze";
    public const string BackupUidLabel = "velerofreeze.io/backup-uid";
    public const string VeleroNamespaceLabel = "velerofreeze.io/velero-namespace";
    public const string BackupAnnotation = "velerofreeze.io/backup";
    public const string AnnouncedAnnotation = "velerofreeze.io/announced";
    public const string AtStartKey = "facts-at-start.json.gz";
    public const string AtEndKey = "facts-at-end.json.gz";
    public const string MeanwhileKey = "meanwhile.json.gz";
    public const string ReportKey = "report.json.gz";

    /// <summary>Which report was told to the world last; null when none was.</summary>
    public string? Announced => Object.Metadata.Annotation(AnnouncedAnnotation);

    public ClusterFacts? AtStart => Read(AtStartKey, plain => ClusterFactsJson.Read(plain));

    public ClusterFacts? AtEnd => Read(AtEndKey, plain => ClusterFactsJson.Read(plain));

    public Meanwhile Meanwhile => Read(MeanwhileKey, plain => MeanwhileJson.Read(plain)) ?? Meanwhile.Nothing;

    public ConsistencyReport? Report => Read(ReportKey, plain => ReportJson.Read(plain));

    /// <summary>Characters of base64 in it.</summary>
    public int Size => new[] { AtStartKey, AtEndKey, MeanwhileKey, ReportKey }.Sum(key => Object.Json.Member("binaryData").Text(key)?.Length ?? 0);

    public static string NameFor(string backupUid) => $"velerofreeze-{backupUid}";

    public static ObjectAddress AddressOf(string @namespace, string backupUid) => ClusterKinds.ConfigMaps.In(@namespace).Named(NameFor(backupUid));

    public bool Has(string key) => Object.Json.Member("binaryData").Text(key) is { Length: > 0 };

    private T? Read<T>(string key, Func<byte[], T> parse)
        where T : class
    {
        try
        {
            return Object.Json.Member("binaryData").Text(key) is { Length: > 0 } text ? parse(Packed.Open(Convert.FromBase64String(text))) : null;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
