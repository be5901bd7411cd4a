namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>What was seen while a Backup ran and is gone once it is over.</summary>
/// <param name="MachineBackups">KubeVirt's own backups that the data mover made for it.</param>
public sealed record SeenMachineBackups(IReadOnlyList<MachineBackup> MachineBackups)
{
    public static SeenMachineBackups Nothing { get; } = new([]);

    /// <summary>What was seen earlier and what is seen now: an object that is gone stays as it was last, and one that is still there tells more than before.</summary>
    public SeenMachineBackups With(SeenMachineBackups now) => new(
        [.. now.MachineBackups.Concat(MachineBackups).DistinctBy(one => one.Uid, StringComparer.Ordinal).OrderBy(one => one.Uid, StringComparer.Ordinal)]);
}
