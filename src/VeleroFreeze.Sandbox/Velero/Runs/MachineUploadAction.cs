using System.Security.Cryptography;
using System.Text;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.KubeVirt;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>
/// The action of the KubeVirt data mover's plugin on a VirtualMachine: submits the upload of a running VM whose volumes a policy hands over, and leaves it to
/// the data mover. A volume that Velero would snapshot itself keeps it from the whole VM.
/// </summary>
internal sealed class MachineUploadAction(RunContext run)
{
    public const string Name = "kubevirt.io/01-vm-datamover-backup-plugin";

    public async Task ExecuteAsync(BackupItem machine, CancellationToken stop)
    {
        if (!run.Version.HandsVolumesOver || !run.Backup.MovesData || machine.Json.TextAt("status", "printableStatus") != "Running")
        {
            return;
        }

        var claims = Volumes.Claims(machine.Json.ArrayAt("spec", "template", "spec", "volumes"))
            .Select(volume => run.Items.Claim(machine.Namespace, volume.Claim)).OfType<BackupItem>().ToList();
        if (claims.Find(VolumePolicy.HandsOver) is { } first && claims.TrueForAll(VolumePolicy.Skips))
        {
            await SubmitAsync(machine, first, stop);
        }
    }

    /// <summary>The names are made of those of Backup and VM, so that an action that is repeated finds what it has begun.</summary>
    private async Task SubmitAsync(BackupItem machine, BackupItem claim, CancellationToken stop)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Backup.Name}/{machine.Path}")))[..8];
        var operation = $"{run.Backup.Name}-{machine.Namespace}-{machine.Name}-{hash}";
        var upload = new TransferRequest(TransferKind.DataUpload, $"du-{operation}", claim) { Machine = machine, Operation = operation };
        await run.Cluster.StartTransfer(upload, stop);
        run.Ledger.Operations.Add(new ItemOperation(operation, Name, machine, run.Cluster.Now()) { Upload = upload });
    }
}
