using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups.Reports;

/// <summary>
/// All that is kept about one Backup, in a ConfigMap named after the Backup's UID: what the cluster did while it ran, until the verdict stands, and the
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

    /// <summary>Of earlier releases: two looks at the cluster.</summary>
    public const string AtStartKey = "facts-at-start.json.gz";
    public const string AtEndKey = "facts-at-end.json.gz";
    public const string HistoryKey = "history.json.gz";

    /// <summary>Where a history lies that is too large to be read with each look; see <see cref="HistoryParts"/>.</summary>
    public const string HistoryPartsAnnotation = "velerofreeze.io/history-parts";

    /// <summary>Everything up to the end of <c>InProgress</c> is in it.</summary>
    public const string HistoryEndAnnotation = "velerofreeze.io/history-ended";
    public const string MeanwhileKey = "meanwhile.json.gz";
    public const string ReportKey = "report.json.gz";

    /// <summary>Which report was told to the world last; null when none was.</summary>
    public string? Announced => Object.Metadata.Annotation(AnnouncedAnnotation);

    /// <summary>Null when there is none, or it lies in parts of its own.</summary>
    public ClusterHistory? History => Read(HistoryKey, plain => ClusterHistoryJson.Read(plain));

    public HistoryParts? Parts => HistoryParts.Read(Object.Metadata.Annotation(HistoryPartsAnnotation));

    public bool HasHistory => Has(HistoryKey) || Parts is not null;

    /// <summary>The history is complete: nothing more will be added.</summary>
    public bool HasEnd => Object.Metadata.Annotation(HistoryEndAnnotation) is not null;

    /// <summary>There is still more in it than the report.</summary>
    public bool HasFacts => HasHistory || new[] { AtStartKey, AtEndKey, MeanwhileKey }.Any(Has);

    public SeenMachineBackups MachineBackups => Read(MeanwhileKey, plain => SeenMachineBackupsJson.Read(plain)) ?? SeenMachineBackups.Nothing;

    public ConsistencyReport? Report => Read(ReportKey, plain => ReportJson.Read(plain));

    public static string NameFor(string backupUid) => $"velerofreeze-{backupUid}";

    public static ObjectAddress AddressOf(string @namespace, string backupUid) => ClusterKinds.ConfigMaps.In(@namespace).Named(NameFor(backupUid));

    public bool Has(string key) => Object.Json.Member("binaryData").Text(key) is { Length: > 0 };

    private T? Read<T>(string key, Func<byte[], T> parse)
        where T : class =>
        Object.Json.Member("binaryData").Text(key) is { Length: > 0 } text ? Readable.OrNull(() => parse(Packed.Open(Convert.FromBase64String(text)))) : null;
}
