using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Store;

/// <summary>
/// All objects and the recent changes to them, under one counter. Every write is one revision and one change, so that any revision that is not compacted
/// can be read again and watched from.
/// </summary>
/// <param name="history">How many changes are kept.</param>
internal sealed class ObjectStore(int history)
{
    private readonly Lock _lock = new();

    /// <summary>One entry a revision, the first <see cref="_start"/> of which are compacted and wait to be cleared away.</summary>
    private readonly List<(Change Change, StoreSnapshot After)> _history = [];
    private int _start;
    private StoreSnapshot _current = StoreSnapshot.Empty(1);
    private long _compacted = 1;
    private TaskCompletionSource _changed = NewSignal();

    public StoreSnapshot Current => Volatile.Read(ref _current);

    /// <summary>The oldest revision that can still be read; watches may start at it.</summary>
    public long Compacted => Interlocked.Read(ref _compacted);

    /// <summary>Stores a new object; null when there is one at its place already.</summary>
    public StoredObject? Create(ObjectKey key, JsonObject json)
    {
        lock (_lock)
        {
            return _current.Find(key) is null ? Put(key, json, before: null) : null;
        }
    }

    /// <summary>Stores a new state of an object; null when the object is no longer in the state that is replaced.</summary>
    public StoredObject? Replace(StoredObject expected, JsonObject json)
    {
        lock (_lock)
        {
            return ReferenceEquals(_current.Find(expected.Key), expected) ? Put(expected.Key, json, expected) : null;
        }
    }

    /// <summary>Takes an object out, remembering its last state; null when it is no longer in the expected state.</summary>
    public StoredObject? Remove(StoredObject expected, JsonObject last)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_current.Find(expected.Key), expected))
            {
                return null;
            }

            var revision = _current.Revision + 1;
            var gone = Stamp(expected.Key, last, revision);
            Commit(new Change(revision, ChangeKind.Deleted, gone, expected), _current.Without(expected.Key, revision));
            return gone;
        }
    }

    /// <summary>Everything as it was at a revision; null when that is compacted or has not happened yet.</summary>
    public StoreSnapshot? At(long revision)
    {
        lock (_lock)
        {
            return revision == _current.Revision ? _current
                : revision > _compacted && revision < _current.Revision ? _history[IndexOf(revision)].After
                : null;
        }
    }

    /// <summary>The changes after a revision, in order; null when some of them are compacted.</summary>
    public IReadOnlyList<Change>? ChangesAfter(long revision)
    {
        lock (_lock)
        {
            if (revision < _compacted)
            {
                return null;
            }

            var from = Math.Min(IndexOf(Math.Min(revision, _current.Revision) + 1), _history.Count);
            return [.. _history.Skip(from).Select(entry => entry.Change)];
        }
    }

    /// <summary>Ends when something has happened after a revision.</summary>
    public Task WaitForChangeAsync(long after, CancellationToken stop)
    {
        lock (_lock)
        {
            return _current.Revision > after ? Task.CompletedTask : _changed.Task.WaitAsync(stop);
        }
    }

    /// <summary>Forgets all changes so far, as a compaction of the real store does.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _history.Clear();
            _start = 0;
            Interlocked.Exchange(ref _compacted, _current.Revision);
        }
    }

    private StoredObject Put(ObjectKey key, JsonObject json, StoredObject? before)
    {
        var revision = _current.Revision + 1;
        var stored = Stamp(key, json, revision);
        var kind = before is null ? ChangeKind.Added : ChangeKind.Modified;
        Commit(new Change(revision, kind, stored, before), _current.With(stored, revision));
        return stored;
    }

    private static StoredObject Stamp(ObjectKey key, JsonObject json, long revision)
    {
        var copy = json.Clone();
        copy.Ensure("metadata")["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(key, copy, revision);
    }

    private void Commit(Change change, StoreSnapshot after)
    {
        _history.Add((change, after));
        Volatile.Write(ref _current, after);
        Trim();
        var signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
    }

    private void Trim()
    {
        if (_history.Count - _start > history)
        {
            Interlocked.Exchange(ref _compacted, _history[_start].Change.Revision);
            _start++;
        }

        if (_start > history)
        {
            _history.RemoveRange(0, _start);
            _start = 0;
        }
    }

    private int IndexOf(long revision) => (int)(revision - _compacted - 1) + _start;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
