using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Volumes whose files are copied out of a running pod.</summary>
internal sealed class PodVolumes(RunContext run)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Whether a claim is left to the file copies of a pod: by the pod's annotation or the Backup's default.</summary>
    public static bool Covers(RunContext run, BackupItem claim) =>
        run.Items.PodsMounting(claim).Any(pod => Chosen(run, pod).Any(volume => volume.Claim == claim.Name));

    public async Task<IReadOnlyList<PodVolumeBackup>> CreateAsync(BackupItem pod, CancellationToken stop)
    {
        var created = new List<PodVolumeBackup>();
        var chosen = Chosen(run, pod).ToList();
        if (chosen.Count > 0)
        {
            var names = string.Join(' ', chosen.Select(volume => volume.Volume));
            run.Log.Info(run.Sources.PodVolumes, $"pod {pod.Path} has volumes to backup: [{names}]", RunContext.Identity(pod));
        }

        foreach (var (name, claimName) in chosen)
        {
            if (run.Items.Claim(pod.Namespace, claimName) is { } claim && MayBeCopied(pod, name, claim))
            {
                var request = new TransferRequest(TransferKind.PodVolumeBackup, $"{run.Backup.Name}-{run.Cluster.Suffix()}", claim, pod, name);
                await run.Cluster.StartTransfer(request, stop);
                created.Add(new PodVolumeBackup(request, run.Items.VolumeOf(claim)));
            }
        }

        run.Ledger.PodVolumes.AddRange(created);
        return created;
    }

    /// <returns>Whether all have ended in time.</returns>
    public async Task<bool> AwaitAsync(IReadOnlyList<PodVolumeBackup> backups, CancellationToken stop)
    {
        var deadline = run.Cluster.Now() + Timeout;
        while (true)
        {
            foreach (var backup in backups)
            {
                backup.State = await run.Cluster.ReadTransfer(backup.Request, stop);
            }

            if (backups.All(backup => backup.State.HasEnded))
            {
                return true;
            }

            if (run.Cluster.Now() >= deadline)
            {
                return false;
            }

            await run.Cluster.Wait(Interval, stop);
        }
    }

    private TimeSpan Timeout =>
        GoDuration.TryParse(run.Backup.Backup.TextAt("metadata", "annotations", "velero.io/pod-volume-timeout") ?? "", out var timeout) is null
            ? timeout.AsTimeSpan
            : TimeSpan.FromHours(4);

    private static IEnumerable<(string Volume, string Claim)> Chosen(RunContext run, BackupItem pod)
    {
        var included = Listed(pod, "backup.velero.io/backup-volumes");
        var excluded = Listed(pod, "backup.velero.io/backup-volumes-excludes");
        return pod.Claims.Where(volume => run.Backup.CopiesPodVolumes ? !excluded.Contains(volume.Volume) : included.Contains(volume.Volume));
    }

    private static string[] Listed(BackupItem pod, string annotation) =>
        pod.Json.TextAt("metadata", "annotations", annotation)?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private bool MayBeCopied(BackupItem pod, string volume, BackupItem claim)
    {
        string? objection = null;
        if (pod.Json.TextAt("status", "phase") != "Running")
        {
            objection = $"Skip pod volume {volume}";
        }
        else if (claim.Json.TextAt("spec", "volumeMode") == "Block")
        {
            objection = $"volume {volume} declared in pod {pod.Path} is a block volume. Block volumes are not supported for fs backup, skipping";
        }

        if (objection is not null)
        {
            run.Log.Write(Severity.Warning, run.Sources.PodVolumes, objection, RunContext.Identity(pod));
        }

        return objection is null;
    }
}
