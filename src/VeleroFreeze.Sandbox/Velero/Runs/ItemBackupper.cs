using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Backs up one item and what its actions add. Up to 1.14 a pod's hooks run in here.</summary>
internal sealed class ItemBackupper(RunContext run, HookHandler hooks, PodVolumes podVolumes)
{
    private readonly ClaimAction _claims = new(run, new SnapshotWait(run));

    private readonly SnapshotAction _snapshots = new(run, new SnapshotWait(run));

    private readonly MachineUploadAction _machines = new(run);

    /// <summary>Backs up an item of the collection; what goes wrong is a line in the log.</summary>
    public async Task BackUpAsync(BackupItem item, CancellationToken stop)
    {
        try
        {
            await ProcessAsync(item, BackUpContentAsync, stop);
        }
        catch (ItemFailedException e)
        {
            run.Log.Fail(run.Sources.Backup, "Error backing up item", e.Error, new LogField("name", item.Name));
        }
    }

    private async Task ProcessAsync(BackupItem item, Func<BackupItem, CancellationToken, Task> content, CancellationToken stop)
    {
        var identity = RunContext.Identity(item);
        if (run.Ledger.IsStarted(item))
        {
            run.Log.Info(run.Sources.Item, "Skipping item because it's already been backed up.", identity);
            return;
        }

        if (item.IsBeingDeleted)
        {
            run.Log.Info(run.Sources.Item, "Skipping item because it's being deleted.", identity);
            return;
        }

        if (run.Version.FiltersByName && VolumePolicy.IsFiltered(item))
        {
            run.Log.Info(run.Sources.Item, $"Excluding item: name does not match resource filter for kind {item.Resource}", identity);
            return;
        }

        run.Ledger.Start(item);
        run.Log.Info(run.Sources.Item, "Backing up item", identity);
        await content(item, stop);
        run.Ledger.Written.Add(item);
    }

    private Task BackUpContentAsync(BackupItem item, CancellationToken stop) => item.Resource switch
    {
        "pods" => BackUpPodAsync(item, stop),
        "persistentvolumeclaims" => BackUpClaimAsync(item, stop),
        "persistentvolumes" => SkipNativeSnapshotAsync(item),
        "virtualmachines.kubevirt.io" or "virtualmachineinstances.kubevirt.io" when run.HasKubeVirtPlugin => BackUpMachineAsync(item, stop),
        _ => Task.CompletedTask,
    };

    private async Task BackUpPodAsync(BackupItem pod, CancellationToken stop)
    {
        if (run.Version.HasItemBlocks)
        {
            await BackUpVolumesAsync(pod, stop);
            return;
        }

        Check(await hooks.HandleAsync(pod.Json, HookPhase.Pre, stop));
        try
        {
            await BackUpVolumesAsync(pod, stop);
        }
        catch (ItemFailedException)
        {
            // The pod is lost, but it must not stay frozen.
            await hooks.HandleAsync(pod.Json, HookPhase.Post, stop);
            throw;
        }

        Check(await hooks.HandleAsync(pod.Json, HookPhase.Post, stop));
    }

    private async Task BackUpVolumesAsync(BackupItem pod, CancellationToken stop)
    {
        Action(pod);
        foreach (var claim in run.Items.ClaimsOf(pod))
        {
            await BackUpAdditionalAsync(claim, stop);
        }

        await podVolumes.CreateAsync(pod, stop);
    }

    private static void Check(VeleroError? failure)
    {
        if (failure is not null)
        {
            throw new ItemFailedException(failure with { File = null, Function = null });
        }
    }

    private async Task BackUpClaimAsync(BackupItem claim, CancellationToken stop)
    {
        Action(claim);
        if (VolumePolicy.Skips(claim))
        {
            run.Log.Info(
                run.Sources.Item,
                $"Skip executing Backup Item Action: {ClaimAction.Name} of resource {claim.Resource}: {claim.Path} for the matched resource policies",
                RunContext.Identity(claim));
        }
        else if (await _claims.ExecuteAsync(claim, stop) is { } snapshot)
        {
            run.Log.Info(run.Sources.Item, $"Untrack the PVC {claim.Path}, because it's backed up by CSI BIA.", RunContext.Identity(claim));
            if (!snapshot.IsMoved)
            {
                await ProcessAsync(SnapshotAction.ItemOf(snapshot), (item, token) => BackUpSnapshotAsync(snapshot, item, token), stop);
            }
        }

        if (run.Items.VolumeOf(claim) is { } volume)
        {
            await BackUpAdditionalAsync(volume, stop);
        }
    }

    private async Task BackUpMachineAsync(BackupItem machine, CancellationToken stop)
    {
        Action(machine);
        foreach (var related in KubeVirtActions.Related(run.Items, machine))
        {
            await BackUpAdditionalAsync(related, stop);
        }

        await _machines.ExecuteAsync(machine, stop);
    }

    /// <summary>Items that others lead to are held against the filters, but not against the label selector.</summary>
    private async Task BackUpAdditionalAsync(BackupItem item, CancellationToken stop)
    {
        if (run.Items.Filter.Objection(item) is { } objection)
        {
            run.Log.Info(run.Sources.Item, $"Excluding item because {objection}", RunContext.Identity(item));
            return;
        }

        await ProcessAsync(item, BackUpContentAsync, stop);
    }

    private async Task BackUpSnapshotAsync(TakenSnapshot snapshot, BackupItem item, CancellationToken stop)
    {
        Action(item);
        foreach (var additional in await _snapshots.ExecuteAsync(snapshot, item, stop))
        {
            await ProcessAsync(additional, (_, _) => Task.CompletedTask, stop);
        }
    }

    private Task SkipNativeSnapshotAsync(BackupItem volume)
    {
        LogField[] fields = [.. RunContext.Identity(volume), new("persistentVolume", volume.Name)];
        run.Log.Info(run.Sources.Item, "Executing takePVSnapshot", fields);
        if (run.Ledger.Snapshots.Exists(snapshot => snapshot.Volume.Name == volume.Name))
        {
            run.Log.Info(run.Sources.Item, $"Skipping snapshot of persistent volume {volume.Name}, because it's handled by CSI plugin.", fields);
        }
        else if (run.Items.ClaimOf(volume) is not { } claim || !PodVolumes.Covers(run, claim))
        {
            var reason = run.Backup.TakesSnapshots && !VolumePolicy.Skips(run.Items.ClaimOf(volume))
                ? "no applicable volumesnapshotter found"
                : "not satisfy the criteria for VolumePolicy or the legacy snapshot way";
            run.Ledger.Skipped.Add(new SkippedVolume(volume, "volumeSnapshot", reason));
        }

        return Task.CompletedTask;
    }

    private void Action(BackupItem item) => run.Log.Info(run.Sources.Item, "Executing custom action", RunContext.Identity(item));
}
