using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Backups;

/// <summary>Lists KubeVirt's own backups that the data mover has made for a Backup. Without the data mover, or with a KubeVirt older than 1.8, there are none.</summary>
internal sealed class MachineBackupLister(KubernetesClient client)
{
    private static readonly ListOptions OfDataMover = new() { LabelSelector = MachineBackupReader.UploadLabel };

    /// <exception cref="KubernetesException">They may not be read, or the API server failed.</exception>
    public async Task<IReadOnlyList<MachineBackup>> ListAsync(BackupSummary backup, CancellationToken cancellation)
    {
        // v1alpha1 up to KubeVirt 1.9, v1beta1 since.
        if (await client.ServedAsync(ClusterKinds.MachineBackups, cancellation) is not { } kind)
        {
            return [];
        }

        // The uploads last: whatever is listed belongs to one that exists by then.
        var backups = await client.ListNamedAsync(kind.Everywhere, "VirtualMachineBackup", OfDataMover, cancellation);
        return backups.Count == 0
            ? []
            : MachineBackupReader.Read([.. backups, .. await client.ListNamedAsync(ClusterKinds.DataUploads.In(backup.Namespace), "DataUpload", null, cancellation)], backup);
    }
}
