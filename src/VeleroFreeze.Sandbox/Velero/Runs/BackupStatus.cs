using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>The Backup's status as it grows in the course of a run.</summary>
internal sealed class BackupStatus(RunContext run, HookTracker tracker)
{
    private readonly JsonObject _status = new() { ["version"] = 1, ["formatVersion"] = "1.1.0" };

    private bool _countsHooks;

    public bool IsPartial => run.Log.Count(Severity.Error) > 0 || Failed > 0;

    /// <summary>As it stands in the API.</summary>
    public JsonObject Current
    {
        get
        {
            var status = InMemory;
            if (_countsHooks)
            {
                status["hookStatus"] = tracker.Status;
            }

            return status;
        }
    }

    /// <summary>As the server that wrote it holds it: the count of hooks was patched past it.</summary>
    public JsonObject InMemory => (JsonObject)_status.DeepClone();

    private int Failed => run.Ledger.Operations.Count(operation => operation.Phase == "Failed");

    public void Enter(string phase) => _status["phase"] = phase;

    public void Start()
    {
        var now = run.Cluster.Now();
        _status["startTimestamp"] = LogFormat.Timestamp(now);
        _status["expiration"] = LogFormat.Timestamp(now + run.Backup.TimeToLive.AsTimeSpan);
    }

    public void Complete() => _status["completionTimestamp"] = LogFormat.Timestamp(run.Cluster.Now());

    /// <summary>Once, at the end of the items, while the backup is still InProgress.</summary>
    public void CountHooks() => _countsHooks = true;

    public void CountItems()
    {
        Set("warnings", run.Log.Count(Severity.Warning));
        Set("errors", run.Log.Count(Severity.Error));
        Set("csiVolumeSnapshotsAttempted", run.Ledger.Snapshots.Count(snapshot => !snapshot.IsMoved));
        Set("backupItemOperationsAttempted", run.Ledger.Operations.Count);
        _status["progress"] = new JsonObject { ["totalItems"] = run.Ledger.Listed.Count, ["itemsBackedUp"] = run.Ledger.Listed.Count };
    }

    public void CountOperations()
    {
        Set("backupItemOperationsCompleted", run.Ledger.Operations.Count(operation => operation.Phase == "Completed"));
        Set("backupItemOperationsFailed", Failed);
        Set("csiVolumeSnapshotsCompleted", run.Ledger.Snapshots.Count(snapshot => !snapshot.IsMoved && snapshot.State.IsReady));
    }

    private void Set(string name, int count)
    {
        if (count > 0)
        {
            _status[name] = count;
        }
    }
}
