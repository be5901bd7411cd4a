namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>What was seen while a Backup ran and is gone once it is over.</summary>
/// <param name="MachineBackups">KubeVirt's own backups that the data mover made for it.</param>
/// <param name="Others">Other Backups of the same Velero that ran hooks meanwhile; their thaws are not in its log.</param>
public sealed record Meanwhile(IReadOnlyList<MachineBackup> MachineBackups, IReadOnlyList<OtherBackup> Others)
{
    public static Meanwhile Nothing { get; } = new([], []);

    /// <summary>What was seen earlier and what is seen now: an object that is gone stays as it was last, and one that is still there tells more than before.</summary>
    public Meanwhile With(Meanwhile now) => new(
        [.. now.MachineBackups.Concat(MachineBackups).DistinctBy(one => one.Uid, StringComparer.Ordinal).OrderBy(one => one.Uid, StringComparer.Ordinal)],
        [
            .. now.Others.Concat(Others).GroupBy(one => one.Name, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.Ordinal)
                .Select(same => same.First() with { DuringHooks = same.Any(one => one.DuringHooks) }),
        ]);
}

/// <summary>A Backup that was in progress at the same time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IncludedNamespaces">Empty means all.</param>
/// <param name="ExcludedNamespaces">Wins over the other.</param>
/// <param name="DuringHooks">Both were in progress; else this one's items were done, and only data was still being moved.</param>
public sealed record OtherBackup(string Name, IReadOnlyList<string> IncludedNamespaces, IReadOnlyList<string> ExcludedNamespaces, bool DuringHooks)
{
    public bool MayHold(string @namespace) => NamespaceScope.Holds(IncludedNamespaces, ExcludedNamespaces, @namespace);
}
