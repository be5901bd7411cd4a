namespace VeleroFreeze.Core.Evidence;

/// <summary>What became of reading one artifact.</summary>
public enum ArtifactState
{
    /// <summary>Read to its end; checksum and length agree.</summary>
    Complete,

    /// <summary>It does not exist, or was not given.</summary>
    Missing,

    /// <summary>It ends early, or its checksum or length does not agree.</summary>
    Truncated,

    /// <summary>It is not what it should be, could not be fetched, or is larger than is read.</summary>
    Unreadable,
}
