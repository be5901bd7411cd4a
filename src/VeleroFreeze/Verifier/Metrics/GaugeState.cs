using VeleroFreeze.Backups;
using VeleroFreeze.Core.Consistency.Gauges;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Metrics;

/// <summary>
/// What one term of work knows of Backups and VMs, for gauges. Shows nothing until everything that exists was read once: a gauge that fills up while a
/// process starts would resolve alerts and fire them again.
/// </summary>
/// <param name="seen">The Backups that there are.</param>
/// <param name="machines">The VMs that there are.</param>
/// <param name="since">How far back Backups are judged.</param>
/// <param name="time">The clock.</param>
internal sealed class GaugeState(SeenBackups seen, WatchedMachines machines, TimeSpan since, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JudgedBackup> _judged = new(StringComparer.Ordinal);

    /// <summary>Backups of the first list that were not looked at yet; null while that list is not complete.</summary>
    private HashSet<string>? _pending;

    public WatchedMachines Machines => machines;

    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _pending is { Count: 0 } && machines.IsSettled;
            }
        }
    }

    /// <summary>The first list of Backups is complete; later ones change nothing here.</summary>
    public void Listed()
    {
        lock (_gate)
        {
            _pending ??= [.. seen.All.Select(backup => backup.Uid).Where(uid => !_looked.Contains(uid))];
            _looked.Clear();
        }
    }

    /// <summary>A Backup was looked at.</summary>
    /// <param name="backup">Which.</param>
    /// <param name="report">The verdict that stands; null for none.</param>
    public void Looked(SeenBackup backup, ConsistencyReport? report)
    {
        lock (_gate)
        {
            if (report is not null)
            {
                _judged[backup.Uid] = JudgedBackup.Of(backup.Schedule, report);
            }

            Done(backup.Uid);
        }
    }

    /// <summary>A Backup is gone.</summary>
    public void Forget(string uid)
    {
        lock (_gate)
        {
            _judged.Remove(uid);
            Done(uid);
        }
    }

    public GaugeRows Rows()
    {
        lock (_gate)
        {
            // A report may be written in the moment in which its Backup goes.
            return IsComplete ? GaugeRows.Of(_judged.Values.Where(backup => seen.Find(backup.Uid) is not null), machines.Policies()) : GaugeRows.Empty;
        }
    }

    /// <summary>Backups that are over and will get a verdict; those that ended before anyone looks back will not.</summary>
    public int Awaiting()
    {
        lock (_gate)
        {
            return seen.All.Count(backup => backup.Stage.IsTerminal() && !_judged.ContainsKey(backup.Uid) && time.GetUtcNow() - backup.EndedAt <= since);
        }
    }

    /// <summary>Looked at before the list was complete.</summary>
    private readonly HashSet<string> _looked = new(StringComparer.Ordinal);

    private void Done(string uid)
    {
        if (_pending is null)
        {
            _looked.Add(uid);
        }
        else
        {
            _pending.Remove(uid);
        }
    }
}
