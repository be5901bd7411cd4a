using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>KubeVirt's own backups that a data mover made, as they were last: it deletes each as soon as its data is stored.</summary>
internal sealed class MachineBackupMemory(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (JsonElement Json, DateTimeOffset? GoneAt)> _byUid = new(StringComparer.Ordinal);

    /// <summary>Those that there are, and those that went in the last ten minutes.</summary>
    public IReadOnlyList<JsonElement> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _byUid.Values.Select(known => known.Json)];
            }
        }
    }

    public void Take(WatchEvent change)
    {
        lock (_gate)
        {
            if (change.Object is { } found && found.Metadata.Label(MachineBackupReader.UploadLabel) is not null)
            {
                _byUid[change.Uid] = (found.Json, change.Type == WatchEventType.Deleted ? time.GetUtcNow() : null);
            }
            else if (change.Type == WatchEventType.Deleted && _byUid.TryGetValue(change.Uid, out var known))
            {
                _byUid[change.Uid] = known with { GoneAt = time.GetUtcNow() };
            }
        }
    }

    public void Forget()
    {
        lock (_gate)
        {
            foreach (var uid in _byUid.Where(entry => entry.Value.GoneAt < time.GetUtcNow() - HistoryMemory.Length).Select(entry => entry.Key).ToList())
            {
                _byUid.Remove(uid);
            }
        }
    }
}
