namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>Why an artifact was not read, or not to its end.</summary>
/// <param name="State">Never <see cref="ArtifactState.Complete"/>.</param>
/// <param name="Problem">A clause that follows the artifact's name.</param>
/// <param name="LimitExceeded">A limit stopped the reading.</param>
/// <param name="IsForeign">The problem was met before: it is a clause of its own.</param>
internal sealed record ReadFault(ArtifactState State, string Problem, bool LimitExceeded = false, bool IsForeign = false)
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

    /// <summary>A fault that somebody else met; null when the artifact is as it was stored.</summary>
    public static ReadFault? Of(ArtifactContent content) => content.State switch
    {
        ArtifactState.Complete => null,
        _ when content.Problem is { } problem => new ReadFault(content.State, problem, content.LimitExceeded, IsForeign: true),
        ArtifactState.Missing => new ReadFault(ArtifactState.Missing, "is missing"),
        ArtifactState.Truncated => new ReadFault(ArtifactState.Truncated, "was cut on its way", content.LimitExceeded),
        _ => new ReadFault(ArtifactState.Unreadable, "could not be fetched", content.LimitExceeded),
    };

    /// <summary>A clause: <c>the log ends early</c>.</summary>
    public string About(string name) => IsForeign ? Problem : $"the {name} {Problem}";

    public string Sentence(string name) => IsForeign ? $"The {name}: {Problem}." : $"The {name} {Problem}.";
}
