using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Velero.Artifacts;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Logs;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>One backup from its first phase to its last. All it knows comes in by the collected objects and the delegates of the cluster.</summary>
internal sealed class BackupRun
{
    private readonly RunContext _run;
    private readonly HookTracker _tracker;
    private readonly BackupStatus _status;
    private readonly Documents _documents;
    private readonly Operations _operations;

    /// <param name="settings">How the server was started.</param>
    /// <param name="backup">The Backup.</param>
    /// <param name="collected">What the backup visits.</param>
    /// <param name="cluster">The world outside.</param>
    /// <param name="others">What else the cluster holds that items may lead to.</param>
    public BackupRun(RunSettings settings, JsonObject backup, IEnumerable<JsonObject> collected, Cluster cluster, params IEnumerable<JsonObject> others)
    {
        var spec = new BackupSpec(backup);
        var log = new BackupLog($"{spec.Namespace}/{spec.Name}", cluster.Now, settings.MinimumLevel);
        var items = new Collection(collected.Select(json => new BackupItem(json)), spec, others.Select(json => new BackupItem(json)));
        _run = new RunContext(settings.Version, spec, cluster, items, log) { HasKubeVirtPlugin = settings.HasKubeVirtPlugin };
        _tracker = new HookTracker(settings.Version);
        _status = new BackupStatus(_run, _tracker);
        _documents = new Documents(_run, settings);
        _operations = new Operations(_run);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        if (_run.Version.QueuesBackups)
        {
            await EnterAsync("Queued", stop);
            await EnterAsync("ReadyToStart", stop);
        }

        _status.Start();
        await EnterAsync("InProgress", stop);
        _run.Log.Info(_run.Sources.Controller, "Setting up backup temp file");
        await BackUpItemsAsync(stop);
        Close();
        await _operations.NoteStartsAsync(stop);
        _status.CountItems();
        var next = _operations.AreAllEnded ? "Finalizing" : "WaitingForPluginOperations";
        await EnterAsync(Partially(next), stop, _documents.First);
        if (!_operations.AreAllEnded)
        {
            await _operations.AwaitAsync(stop);
            _status.CountOperations();
            await EnterAsync(Partially("Finalizing"), stop);
        }

        await _operations.DeleteSnapshotsAsync(stop);
        _status.Complete();
        await EnterAsync(_status.IsPartial ? "PartiallyFailed" : "Completed", stop, _ => _documents.Last(_status.Current));
    }

    private async Task BackUpItemsAsync(CancellationToken stop)
    {
        var hooks = new HookHandler(_run.Version, _run.Backup.Spec, _run.Log, _tracker, _run.Cluster.Exec);
        var podVolumes = new PodVolumes(_run);
        var items = new ItemBackupper(_run, hooks, podVolumes);
        if (_run.Version.HasItemBlocks)
        {
            await new BlockBackupper(_run, hooks, podVolumes, items).BackUpAllAsync(stop);
        }
        else
        {
            foreach (var item in _run.Items.Items)
            {
                await items.BackUpAsync(item, stop);
            }
        }

        _run.Log.Write(Severity.Debug, _run.Sources.Backup, $"hookAttempted: {_tracker.Attempted}, hookFailed: {_tracker.Failed}");
        _status.CountHooks();
        await EnterAsync("InProgress", stop);
        await AwaitCopiesAsync(podVolumes, stop);
        var skipped = new JsonArray([.. _run.Ledger.Skipped.Select(Summary)]);
        _run.Log.Info(_run.Sources.Backup, $"Summary for skipped PVs: {GoText.Json(skipped)}");
    }

    /// <summary>The last lines of every log.</summary>
    private void Close()
    {
        _run.Log.Info(_run.Sources.Backup, $"Backed up a total of {_run.Ledger.Written.Count} items", new LogField("progress", ""));
        if (_run.Backup.MovesData)
        {
            _run.Log.Info(_run.Sources.Snapshots, "backup SnapshotMoveData is set to true, skip VolumeSnapshot resource persistence.");
        }
    }

    private async Task AwaitCopiesAsync(PodVolumes podVolumes, CancellationToken stop)
    {
        if (_run.Ledger.PodVolumes.Count == 0)
        {
            return;
        }

        _run.Log.Info(_run.Sources.PodVolumes, "Waiting for completion of PVB");
        await podVolumes.AwaitAsync(_run.Ledger.PodVolumes, stop);
        foreach (var copy in _run.Ledger.PodVolumes.Where(copy => copy.State.Phase != "Completed"))
        {
            _run.Log.Fail(_run.Sources.PodVolumes, "pod volume backup failed", new VeleroError($"pod volume backup {copy.Request.Name} ended as {copy.State.Phase}"));
        }
    }

    private static JsonObject Summary(SkippedVolume skipped) => new()
    {
        ["name"] = skipped.Volume.Name,
        ["reasons"] = new JsonArray(new JsonObject { ["approach"] = skipped.Approach, ["reason"] = skipped.Reason }),
    };

    private string Partially(string phase) => _status.IsPartial ? phase + "PartiallyFailed" : phase;

    private async Task EnterAsync(string phase, CancellationToken stop, Func<JsonObject, IReadOnlyList<Artifact>>? upload = null)
    {
        _status.Enter(phase);
        var files = upload?.Invoke(_status.InMemory) ?? [];
        await _run.Cluster.Report(new Progress(_run.Cluster.Now(), phase, _status.Current, files), stop);
    }
}
