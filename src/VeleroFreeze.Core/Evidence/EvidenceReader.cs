using VeleroFreeze.Core.Evidence.Documents;
using VeleroFreeze.Core.Evidence.Unpacking;

namespace VeleroFreeze.Core.Evidence;

/// <summary>Reads all that Velero left behind about one backup. Whatever the bytes are, it returns; what it could not read, it says.</summary>
public static class EvidenceReader
{
    /// <summary>Reads every artifact but the tarball, which <see cref="TarballReader"/> reads.</summary>
    /// <param name="artifacts">What was fetched; one that is not there counts as missing.</param>
    public static BackupEvidence Read(IReadOnlyDictionary<ArtifactKind, ArtifactContent> artifacts)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        var log = ReadLog(artifacts.GetValueOrDefault(ArtifactKind.BackupLog));
        var results = Document.Read(artifacts.GetValueOrDefault(ArtifactKind.BackupResults), "list of errors and warnings", ResultsReader.Read, []);
        var resources = Document.Read(artifacts.GetValueOrDefault(ArtifactKind.BackupResourceList), "resource list", ResourceListReader.Read, ResourceList.Empty);
        var volumes = Document.Read(artifacts.GetValueOrDefault(ArtifactKind.BackupVolumeInfos), "volume information", VolumeInfoReader.Read, []);
        var operations = Document.Read(artifacts.GetValueOrDefault(ArtifactKind.BackupItemOperations), "list of item operations", ItemOperationsReader.Read, []);
        var copies = Document.Read(artifacts.GetValueOrDefault(ArtifactKind.PodVolumeBackups), "list of PodVolumeBackups", PodVolumeBackupReader.Read, []);
        var snapshots = Document.Read(artifacts.GetValueOrDefault(ArtifactKind.CSIBackupVolumeSnapshots), "list of VolumeSnapshots", SnapshotReader.ReadSnapshots, []);
        var contents = Document.Read(
            artifacts.GetValueOrDefault(ArtifactKind.CSIBackupVolumeSnapshotContents), "list of VolumeSnapshotContents", SnapshotReader.ReadContents, []);
        string?[] problems = [LogProblem(log), results.Problem, resources.Problem, volumes.Problem, operations.Problem, copies.Problem, snapshots.Problem, contents.Problem];
        return new BackupEvidence
        {
            Log = log,
            ResultsState = results.State,
            Results = results.Value,
            ResourceListState = resources.State,
            ResourceList = resources.Value,
            VolumeInfoState = volumes.State,
            Volumes = volumes.Value,
            ItemOperationsState = operations.State,
            ItemOperations = operations.Value,
            PodVolumeBackups = copies.Value,
            Snapshots = SnapshotReader.Join(snapshots.Value, contents.Value),
            Problems = [.. problems.OfType<string>()],
        };
    }

    /// <summary>What was read before a fault stays, for people to look at; the state says that it proves nothing.</summary>
    private static LogEvidence ReadLog(ArtifactContent? content)
    {
        if (content is null)
        {
            return LogEvidence.Missing;
        }

        using var stream = ArtifactStream.Open(content, ReadLimits.Default);
        var log = LogReader.Read(stream);
        return stream.Fault is { } fault
            ? log with { State = fault.State, Problem = fault.Problem, LimitExceeded = fault.LimitExceeded || log.LimitExceeded }
            : log;
    }

    private static string? LogProblem(LogEvidence log) => log.Problem is { } problem ? $"The log {problem}." : null;
}
