using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Since 1.15: pre hooks of all pods of a block, then its items, then the post hooks of the pods whose pre hook did not fail.</summary>
internal sealed class BlockBackupper(RunContext run, HookHandler hooks, PodVolumes podVolumes, ItemBackupper items)
{
    // The main goroutine puts blocks together well ahead of the one worker.
    private const int QueuedBlocks = 10;

    public async Task BackUpAllAsync(CancellationToken stop)
    {
        var blocks = ItemBlocks.Of(run.Items, run.Backup);
        var announced = 0;
        for (var i = 0; i < blocks.Count; i++)
        {
            for (; announced < blocks.Count && announced <= i + QueuedBlocks; announced++)
            {
                Announce(blocks[announced]);
            }

            await BackUpAsync(blocks[i], stop);
        }
    }

    private void Announce(IReadOnlyList<BackupItem> block)
    {
        foreach (var item in block)
        {
            run.Log.Info(run.Sources.Backup, $"adding {item.Resource} {item.Path} to ItemBlock");
        }

        run.Log.Info(run.Sources.Backup, $"Backing Up Item Block including {block[0].Resource} {block[0].Path} ({block.Count} items in block)");
    }

    private async Task BackUpAsync(IReadOnlyList<BackupItem> block, CancellationToken stop)
    {
        run.Log.Write(Severity.Debug, run.Sources.Backup, "Executing pre hooks");
        var pods = new List<BackupItem>();
        foreach (var pod in block.Where(item => item.IsPod && !item.IsBeingDeleted && !run.Ledger.IsStarted(item)))
        {
            if (await hooks.HandleAsync(pod.Json, HookPhase.Pre, stop) is { } failure)
            {
                Fail("Error running pre hooks for pod", pod, failure);
                run.Ledger.Start(pod);
            }
            else
            {
                pods.Add(pod);
            }
        }

        run.Log.Write(Severity.Debug, run.Sources.Backup, "Backing up items in BackupItemBlock");
        var before = run.Ledger.PodVolumes.Count;
        foreach (var item in block)
        {
            await items.BackUpAsync(item, stop);
        }

        await FinishAsync(pods, [.. run.Ledger.PodVolumes.Skip(before)], stop);
    }

    private async Task FinishAsync(List<BackupItem> pods, IReadOnlyList<PodVolumeBackup> copies, CancellationToken stop)
    {
        if (run.Version.PostHooksAwaitPodVolumes && !await podVolumes.AwaitAsync(copies, stop))
        {
            run.Log.Fail(run.Sources.Backup, "failed to wait PVBs processed for the ItemBlock", new VeleroError("context deadline exceeded"));
            return;
        }

        run.Log.Write(Severity.Debug, run.Sources.Backup, "Executing post hooks");
        foreach (var pod in pods)
        {
            if (await hooks.HandleAsync(pod.Json, HookPhase.Post, stop) is { } failure)
            {
                Fail("Error running post hooks for pod", pod, failure);
            }
        }
    }

    private void Fail(string message, BackupItem pod, VeleroError failure) =>
        run.Log.Fail(run.Sources.Backup, message, failure with { File = null, Function = null }, new LogField("name", pod.Name));
}

/// <summary>Which items belong together.</summary>
internal static class ItemBlocks
{
    public static IReadOnlyList<IReadOnlyList<BackupItem>> Of(Collection items, BackupSpec backup)
    {
        var blocks = new List<List<BackupItem>>();
        var placed = new HashSet<(string, string)>();
        BackupItem? previous = null;
        foreach (var item in items.Items.Where(item => !placed.Contains(item.Key)))
        {
            // Neighbours that the spec puts in order share a block.
            var joins = previous is not null && backup.Orders(previous) && backup.Orders(item) && previous.Resource == item.Resource;
            var block = joins ? blocks[^1] : [];
            Place(items, item, block, placed);
            if (!joins)
            {
                blocks.Add(block);
            }

            previous = item;
        }

        return blocks;
    }

    private static void Place(Collection items, BackupItem item, List<BackupItem> block, HashSet<(string, string)> placed)
    {
        if (placed.Add(item.Key))
        {
            block.Add(item);
            foreach (var related in Related(items, item).Where(related => items.Filter.Objection(related) is null))
            {
                Place(items, related, block, placed);
            }
        }
    }

    /// <summary>A pod draws in its claims; a claim its volume and all running pods that mount it.</summary>
    private static IEnumerable<BackupItem> Related(Collection items, BackupItem item)
    {
        if (item.IsPod)
        {
            return items.ClaimsOf(item);
        }

        if (!item.IsClaim)
        {
            return [];
        }

        var pods = items.PodsMounting(item).Where(pod => pod.IsRunningPod);
        return items.VolumeOf(item) is { } volume ? [volume, .. pods] : pods;
    }
}
