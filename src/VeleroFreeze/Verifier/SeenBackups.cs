using System.Collections.Concurrent;
using System.Globalization;
using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Verifier;

/// <summary>What is remembered of one Backup: as little as the next step needs.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">Of this very Backup, whatever comes later under its name.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="EndedAt">When its last phase began; before that, when it was created.</param>
/// <param name="Label">The verdict it bears; null for none.</param>
/// <param name="Summary">The sentence it bears; null for none.</param>
/// <param name="Schedule">The schedule that made it; empty for none.</param>
/// <param name="MovesData">The data of its snapshots is moved, so that another data mover may take part.</param>
internal sealed record SeenBackup(ObjectKey Key, string Uid, BackupStage Stage, DateTimeOffset EndedAt, string? Label, string? Summary, string Schedule = "", bool MovesData = false)
{
    private const string ScheduleLabel = "velero.io/schedule-name";

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
            metadata.Label(ScheduleLabel) ?? "",
            BackupObjectReader.Read(backup.Json).MovesData);
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

/// <summary>The Backups that exist, as the watch told of them last; and what this process saw of them with its own eyes.</summary>
internal sealed class SeenBackups
{
    private readonly ConcurrentDictionary<string, SeenBackup> _byUid = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _inProgress = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OtherBackup> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, OtherBackup>> _beside = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BackupSpan> _spans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _looks = new(StringComparer.Ordinal);

    public int Count => _byUid.Count;

    public IEnumerable<SeenBackup> All => _byUid.Values;

    public SeenBackup Upsert(KubernetesObject backup)
    {
        var seen = SeenBackup.Of(backup);
        _byUid[seen.Uid] = seen;
        _spans[seen.Uid] = BackupSpan.Of(seen, backup);
        if (seen.Stage == BackupStage.InProgress)
        {
            _inProgress[seen.Uid] = true;
        }

        Meet(seen, backup);
        return seen;
    }

    public void Remove(string uid)
    {
        _byUid.TryRemove(uid, out _);
        _inProgress.TryRemove(uid, out _);
        _looks.TryRemove(uid, out _);
        _running.TryRemove(uid, out _);
        _beside.TryRemove(uid, out _);
        _spans.TryRemove(uid, out _);
    }

    /// <summary>
    /// Those that were in progress while this one was, or while its data was still being moved; of the latter also those that by their times were, because
    /// nobody may have watched just then.
    /// </summary>
    public IReadOnlyList<OtherBackup> Beside(string uid) =>
    [
        .. (_beside.TryGetValue(uid, out var met) ? met.Values : []).Concat(Overlapping(uid))
            .GroupBy(other => other.Name, StringComparer.Ordinal).Select(same => same.First() with { DuringHooks = same.Any(other => other.DuringHooks) }),
    ];

    private IEnumerable<OtherBackup> Overlapping(string uid) => Find(uid) is { MovesData: true } && _spans.TryGetValue(uid, out var own)
        ? _spans.Where(other => other.Key != uid && other.Value.BeganDuring(own)).Select(other => other.Value.Backup)
        : [];

    /// <summary>The watch tells of Backups in the order of their changes, and one Backup leaves before the next one enters where Velero has them one by one.</summary>
    private void Meet(SeenBackup seen, KubernetesObject backup)
    {
        if (seen.Stage != BackupStage.InProgress)
        {
            _running.TryRemove(seen.Uid, out _);
        }
        else if (!_running.ContainsKey(seen.Uid))
        {
            var entering = BackupObjectReader.Read(backup.Json);
            var other = new OtherBackup(seen.Key.Name, entering.IncludedNamespaces, entering.ExcludedNamespaces, DuringHooks: true);
            foreach (var (uid, running) in _running)
            {
                Note(uid, other);
                Note(seen.Uid, running);
            }

            foreach (var moving in _byUid.Values.Where(one => one is { Stage: BackupStage.Finishing, MovesData: true }))
            {
                Note(moving.Uid, other with { DuringHooks = false });
            }

            _running[seen.Uid] = other;
        }

        if (seen is { Stage: BackupStage.Finishing, MovesData: true })
        {
            foreach (var running in _running.Values)
            {
                Note(seen.Uid, running with { DuringHooks = false });
            }
        }
    }

    private void Note(string uid, OtherBackup other) => _beside.GetOrAdd(uid, _ => new(StringComparer.Ordinal))
        .AddOrUpdate(other.Name, other, (_, before) => other with { DuringHooks = before.DuringHooks || other.DuringHooks });

    public SeenBackup? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>Whether the watch told of it while its items were processed.</summary>
    public bool WasInProgress(string uid) => _inProgress.ContainsKey(uid);

    /// <summary>How often this process has looked at its evidence.</summary>
    public int Looks(string uid) => _looks.GetValueOrDefault(uid);

    /// <summary>Counts a look at its evidence.</summary>
    /// <returns>How many there were with this one.</returns>
    public int Looked(string uid) => _looks.AddOrUpdate(uid, 1, (_, before) => before + 1);
}

/// <summary>From when to when a Backup ran, by its own word.</summary>
/// <param name="Backup">As one that ran beside another; by their times it cannot be told whether both ran hooks.</param>
/// <param name="From">Null before its start.</param>
/// <param name="To">Null until its end.</param>
internal sealed record BackupSpan(OtherBackup Backup, DateTimeOffset? From, DateTimeOffset? To)
{
    public static BackupSpan Of(SeenBackup seen, KubernetesObject backup)
    {
        var read = BackupObjectReader.Read(backup.Json);
        var other = new OtherBackup(seen.Key.Name, read.IncludedNamespaces, read.ExcludedNamespaces, DuringHooks: false);
        return new BackupSpan(other, read.Summary.StartTimestamp, read.Summary.CompletionTimestamp);
    }

    public bool BeganDuring(BackupSpan other) => From >= other.From && !(From > other.To);
}
