using System.Collections.Concurrent;
using System.Text.Json;
using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Logging;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Recording;

/// <summary>
/// Records what is gone once a Backup is over: KubeVirt's own backups, which the data mover deletes after their upload. It only ever adds to the evidence, so that
/// nothing waits for it.
/// </summary>
internal sealed class MachineBackupRecorder(KubernetesClient client, ReportStore store, MachineBackupMemory memory, ILogger log)
{
    /// <summary>What was found last of each Backup, by the versions that it was found in: uploads are listed once for each change.</summary>
    private readonly ConcurrentDictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <returns>False when someone wrote in between: look again.</returns>
    public async Task<bool> RecordAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation)
    {
        var all = memory.All;
        var versions = string.Join(' ', all.Select(Version).Order(StringComparer.Ordinal));
        if (!backup.MovesData || _seen.GetValueOrDefault(backup.Uid, "") == versions)
        {
            return true;
        }

        var before = record?.MachineBackups ?? SeenMachineBackups.Nothing;
        var now = before.With(new SeenMachineBackups(await FindAsync(backup, all, cancellation)));
        if (!SeenMachineBackupsJson.Write(now).AsSpan().SequenceEqual(SeenMachineBackupsJson.Write(before)) && !await WriteAsync(backup, record, now, cancellation))
        {
            return false;
        }

        _seen[backup.Uid] = versions;
        return true;
    }

    public void Forget(string uid) => _seen.TryRemove(uid, out _);

    private async Task<bool> WriteAsync(SeenBackup backup, ReportRecord? record, SeenMachineBackups now, CancellationToken cancellation)
    {
        var current = await client.FindAsync(ClusterKinds.Backups.In(backup.Key.Namespace).Named(backup.Key.Name), cancellation);
        return current?.Metadata.Uid != backup.Uid || await store.PutMachineBackupsAsync(current, record, now, cancellation) == FencedOutcome.Written;
    }

    private async Task<IReadOnlyList<MachineBackup>> FindAsync(SeenBackup backup, IReadOnlyList<JsonElement> all, CancellationToken cancellation)
    {
        try
        {
            // After them: whatever is watched belongs to an upload that exists by then.
            var uploads = await client.ListNamedAsync(ClusterKinds.DataUploads.In(backup.Key.Namespace), "DataUpload", null, cancellation);
            return MachineBackupReader.Read([.. all, .. uploads], new BackupSummary(backup.Key.Namespace, backup.Key.Name, backup.Uid, "", null, null, null, null));
        }
        catch (KubernetesException e) when (e.Code is 401 or 403)
        {
            Log.MachineBackupProblem(log, backup.Key.ToString(), e.Message);
            return [];
        }
    }

    private static string Version(JsonElement backup) => new V1ObjectMeta(backup.Member("metadata")) is var metadata ? $"{metadata.Uid}/{metadata.ResourceVersion}" : "";
}
