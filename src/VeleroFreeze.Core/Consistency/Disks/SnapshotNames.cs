using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>Which VolumeSnapshots are those of a claim.</summary>
internal static class SnapshotNames
{
    /// <summary>What names them: the operation in volume info, the snapshot objects, a group's snapshot, and else the way Velero generates the name.</summary>
    public static IReadOnlySet<string> Of(EvidenceIndex index, VirtualMachineKey claim, IReadOnlyList<VolumeInfo> volumes)
    {
        var told = volumes.Select(volume => FromOperation(volume.OperationId, claim.Namespace))
            .Concat(index.Snapshots[claim].Select(snapshot => snapshot.Name))
            .Concat(index.Marks[claim].Where(mark => mark.Kind == LogMarkKind.SnapshotReused).Select(mark => mark.Detail))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return told.Count > 0 ? told : FromLog(index, claim);
    }

    /// <summary><c>NS/VOLUMESNAPSHOT/TIME</c>; a data mover's has other parts.</summary>
    private static string? FromOperation(string id, string @namespace) => id.Split('/') is [var ns, var name, _] && ns == @namespace ? name : null;

    /// <summary>Claims with long names may share the part of it that is kept; then the log does not tell whose a snapshot is.</summary>
    private static HashSet<string> FromLog(EvidenceIndex index, VirtualMachineKey claim)
    {
        var @base = GeneratedNames.Cut($"velero-{claim.Name}-");
        var isShared = $"velero-{claim.Name}-".Length > @base.Length
            && index.Claims.Value.Any(other => other.Namespace == claim.Namespace && other.Name != claim.Name && GeneratedNames.Cut($"velero-{other.Name}-") == @base);
        return isShared ? [] :
        [
            .. index.CreatedByBase[claim with { Name = @base }],
        ];
    }
}
