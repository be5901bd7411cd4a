using System.Collections.Concurrent;
using System.Globalization;
using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>What is remembered of one Backup: as little as the next step needs.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">Of this very Backup, whatever comes later under its name.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="EndedAt">When its last phase began; before that, when it was created.</param>
/// <param name="Label">The verdict it bears; null for none.</param>
/// <param name="Summary">The sentence it bears; null for none.</param>
/// <param name="Object">Its scope, and when it began.</param>
internal sealed record SeenBackup(ObjectKey Key, string Uid, BackupStage Stage, DateTimeOffset EndedAt, string? Label, string? Summary, BackupObject Object)
{
    /// <summary>The schedule that made it; empty for none.</summary>
    public string Schedule => Object.Schedule;

    /// <summary>The data of its snapshots is moved, so that another data mover may take part.</summary>
    public bool MovesData => Object.MovesData;

    public static SeenBackup Of(KubernetesObject backup)
    {
        var status = backup.Json.Member("status");
        var metadata = backup.Metadata;
        return new SeenBackup(
            metadata.Key,
            metadata.Uid,
            BackupStages.Of(status.Text("phase") ?? ""),
            Time(status.Text("completionTimestamp")) ?? metadata.CreationTimestamp ?? DateTimeOffset.MinValue,
            metadata.Label(ReportObjects.ConsistencyLabel),
            metadata.Annotation(ReportObjects.SummaryAnnotation),
            BackupObjectReader.Read(backup.Json));
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

/// <summary>The Backups that exist, as the watch told of them last; and how often each was looked at.</summary>
internal sealed class SeenBackups
{
    private readonly ConcurrentDictionary<string, SeenBackup> _byUid = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _looks = new(StringComparer.Ordinal);

    public int Count => _byUid.Count;

    public IEnumerable<SeenBackup> All => _byUid.Values;

    public SeenBackup Upsert(KubernetesObject backup)
    {
        var seen = SeenBackup.Of(backup);
        _byUid[seen.Uid] = seen;
        return seen;
    }

    public void Remove(string uid)
    {
        _byUid.TryRemove(uid, out _);
        _looks.TryRemove(uid, out _);
    }

    public SeenBackup? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>How often this process has looked at its evidence.</summary>
    public int Looks(string uid) => _looks.GetValueOrDefault(uid);

    /// <summary>Counts a look at its evidence.</summary>
    /// <returns>How many there were with this one.</returns>
    public int Looked(string uid) => _looks.AddOrUpdate(uid, 1, (_, before) => before + 1);
}
