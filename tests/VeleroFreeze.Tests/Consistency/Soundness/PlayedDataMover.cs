using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>The KubeVirt data mover in Velero's place: its own backup of one VM, after the hooks, freezes the guest for real or fails to.</summary>
internal sealed class PlayedDataMover(PlayedVm vm, KubeVirtRelease release, Random chance)
{
    private static readonly VirtualMachineKey Key = new("shop", "db");

    /// <summary>Turns what Velero captured into what the data mover did.</summary>
    public BackupFacts Move(BackupFacts facts, DateTimeOffset end)
    {
        var created = end.AddSeconds(chance.Next(30));
        var taken = created.AddSeconds(2);
        var isFrozen = Freeze(taken);
        vm.Captured.Clear();
        foreach (var claim in vm.Claims)
        {
            vm.Captured[claim] = (taken.AddMilliseconds(500), taken.AddMilliseconds(500));
        }

        Thaw(taken.AddSeconds(1));
        return facts with
        {
            Evidence = facts.Evidence with { Volumes = [.. facts.Evidence.Volumes.Select(Skipped)], ItemOperations = [Operation(end)], ItemOperationsState = ArtifactState.Complete },
            MachineBackups = new SeenMachineBackups([Seen(created, taken, isFrozen)]),
        };
    }

    private bool Freeze(DateTimeOffset at)
    {
        var run = VirtFreezer.Run(["--freeze", "--name", "db", "--namespace", "shop"], new Launcher("shop", "db"), vm.Guest!, release, at);
        vm.Guest = run.Guest;
        return run.ExitCode == 0 && vm.Row != Row.KubeVirtDataMoverWithoutAgent;
    }

    private void Thaw(DateTimeOffset at) => vm.Guest =
        VirtFreezer.Run(["--unfreeze", "--name", "db", "--namespace", "shop"], new Launcher("shop", "db"), vm.Guest!, release, at).Guest;

    private static VolumeInfo Skipped(VolumeInfo volume) => volume.Claim.StartsWith("db-", StringComparison.Ordinal) ? volume with { Skipped = true, SkippedReason = "policy", Succeeded = null } : volume;

    private static ItemOperation Operation(DateTimeOffset at) =>
        new("kdm-1", "kubevirt.io/01-vm-datamover-backup-plugin", "virtualmachines.kubevirt.io", "shop", "db", "Completed", "", at);

    private MachineBackup Seen(DateTimeOffset created, DateTimeOffset taken, bool isFrozen) => new()
    {
        Machine = Key,
        Name = "vmb-1",
        Uid = "vmb-1",
        Operation = "kdm-1",
        CreatedAt = created.AddTicks(-(created.Ticks % TimeSpan.TicksPerSecond)),
        ToldAt = taken.AddSeconds(2),
        Quiesced = vm.Row == Row.KubeVirtDataMoverThatSaysNothing ? QuiesceOutcome.Unknown : isFrozen ? QuiesceOutcome.Succeeded : QuiesceOutcome.Failed,
        HasCompleted = true,
        Volumes = [.. vm.Claims.Select((_, i) => $"disk{i}")],
    };
}
