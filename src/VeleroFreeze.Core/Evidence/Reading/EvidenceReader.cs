using VeleroFreeze.Core.Evidence.Documents;
using VeleroFreeze.Core.Evidence.Unpacking;

namespace VeleroFreeze.Core.Evidence.Reading;

/// <summary>Reads all that Velero left behind about one backup. Whatever the bytes are, it returns; what it could not read, it says.</summary>
public static class EvidenceReader
{
    /// <summary>Reads every artifact but the tarball, which <see cref="TarballReader"/> reads.</summary>
    /// <param name="artifacts">What was fetched; one that is not there counts as missing.</param>
    public static BackupEvidence Read(IReadOnlyDictionary<ArtifactKind, ArtifactContent> artifacts)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        return Read(artifacts.GetValueOrDefault);
    }

    /// <summary>Reads likewise, and takes out what it reads: what was fetched need not stay in memory beside what it says.</summary>
    /// <param name="artifacts">What was fetched; empty afterwards but for the tarball.</param>
    public static BackupEvidence Consume(IDictionary<ArtifactKind, ArtifactContent> artifacts)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        return Read(kind => artifacts.Remove(kind, out var content) ? content : null);
    }

    private static BackupEvidence Read(Func<ArtifactKind, ArtifactContent?> take)
    {
        var log = ReadLog(take(ArtifactKind.BackupLog));
        var budget = new DocumentBudget();
        var results = Document.Read(take(ArtifactKind.BackupResults), "list of errors and warnings", budget, ResultsReader.Read, []);
        var resources = Document.Read(take(ArtifactKind.BackupResourceList), "resource list", budget, ResourceListReader.Read, ResourceList.Empty);
        var volumes = Document.Read(take(ArtifactKind.BackupVolumeInfos), "volume information", budget, VolumeInfoReader.Read, []);
        var operations = Document.Read(take(ArtifactKind.BackupItemOperations), "list of item operations", budget, ItemOperationsReader.Read, []);
        var copies = Document.Read(take(ArtifactKind.PodVolumeBackups), "list of PodVolumeBackups", budget, PodVolumeBackupReader.Read, []);
        var snapshots = Document.Read(take(ArtifactKind.CSIBackupVolumeSnapshots), "list of VolumeSnapshots", budget, SnapshotReader.ReadSnapshots, []);
        var contents = Document.Read(
            take(ArtifactKind.CSIBackupVolumeSnapshotContents), "list of VolumeSnapshotContents", budget, SnapshotReader.ReadContents, []);
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
        if (content is null or { State: ArtifactState.Missing, Problem: null })
        {
            return LogEvidence.Missing;
        }

        var isPart = content.State == ArtifactState.Truncated && !content.Bytes.IsEmpty;
        using var stream = ArtifactStream.Open(isPart ? ArtifactContent.Of(content.Bytes) : content, ReadLimits.Default);
        var log = LogReader.Read(stream);
        return (ReadFault.Of(content) ?? stream.Fault) is { } fault
            ? log with { State = fault.State, Problem = fault.About("log"), LimitExceeded = fault.LimitExceeded || log.LimitExceeded }
            : log;
    }

    private static string? LogProblem(LogEvidence log) => log.Problem switch
    {
        null => null,
        ['t', 'h', 'e', ' ', 'l', 'o', 'g', ' ', ..] problem => $"T{problem[1..]}.",
        var problem => $"The log: {problem}.",
    };
}
