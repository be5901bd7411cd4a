using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Sandbox.Velero.Server;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>Ties the delegates of a run to the API.</summary>
internal sealed class ClusterLink(VeleroServer server, PodCommands commands, Func<string> suffix)
{
    /// <param name="backup">The Backup with its defaults.</param>
    /// <param name="stop">Ends it early.</param>
    public async Task<Cluster> ForAsync(JsonObject backup, CancellationToken stop)
    {
        var spec = new BackupSpec(backup);
        var snapshots = await VolumeSnapshots.OfAsync(server.Client, spec.Name, stop);
        var transfers = new Transfers(server, spec);
        return new Cluster
        {
            Now = () => server.Now,
            Wait = (time, token) => Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.Zero, server.Time, token),
            Exec = commands.RunAsync,
            SnapshotClass = snapshots.ClassOf,
            CreateSnapshot = snapshots.CreateAsync,
            ReadSnapshot = snapshots.ReadAsync,
            DeleteSnapshot = snapshots.DeleteAsync,
            StartTransfer = transfers.StartAsync,
            ReadTransfer = transfers.ReadAsync,
            Report = (progress, token) => ReportAsync(backup, progress, token),
            Suffix = suffix,
        };
    }

    /// <summary>Files first: whoever sees the phase finds them.</summary>
    private async Task ReportAsync(JsonObject backup, Progress progress, CancellationToken stop)
    {
        foreach (var file in progress.Uploads.Select(upload => LogFault.Apply(backup, upload)).OfType<Artifact>())
        {
            _ = UploadAsync(backup, file, stop);
        }

        await server.PatchStatusAsync(backup, (JsonObject)progress.Status.DeepClone(), stop);
    }

    /// <summary>At once, but for a file that is to be late: nobody waits for that one.</summary>
    private async Task UploadAsync(JsonObject backup, Artifact file, CancellationToken stop)
    {
        if (LogFault.DelayOf(backup, file) is var delay && delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, server.Time, stop);
        }

        server.Storage.Put(new BackupSpec(backup).Name, server.Options.Tamper is { } tamper ? file with { Content = tamper(file.Name, file.Content) } : file);
    }
}
