namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>Why an artifact was not read, or not to its end.</summary>
/// <param name="State">Never <see cref="ArtifactState.Complete"/>.</param>
/// <param name="Problem">A clause that follows the artifact's name.</param>
/// <param name="LimitExceeded">A limit stopped the reading.</param>
internal sealed record ReadFault(ArtifactState State, string Problem, bool LimitExceeded = false)
{
    public static ReadFault Empty { get; } = new(ArtifactState.Truncated, "is empty");

    public static ReadFault Cut { get; } = new(ArtifactState.Truncated, "ends early");

    public static ReadFault WrongChecksum { get; } = new(ArtifactState.Truncated, "does not agree with its checksum");

    public static ReadFault WrongLength { get; } = new(ArtifactState.Truncated, "does not have the length it states");

    public static ReadFault BadHeader { get; } = new(ArtifactState.Unreadable, "has a gzip header that Velero does not write");

    public static ReadFault Damaged { get; } = new(ArtifactState.Unreadable, "is damaged: it cannot be unpacked");

    public static ReadFault TrailingBytes { get; } = new(ArtifactState.Unreadable, "goes on after the end of its one gzip member");

    public static ReadFault TooLarge { get; } = new(ArtifactState.Unreadable, "is larger than is read", LimitExceeded: true);

    public static ReadFault TooDense { get; } = new(ArtifactState.Unreadable, "expands more than any log or list does", LimitExceeded: true);
}
