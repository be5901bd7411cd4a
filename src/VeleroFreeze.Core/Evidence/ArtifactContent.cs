namespace VeleroFreeze.Core.Evidence;

/// <summary>One artifact as it was fetched: its bytes, or what kept them away.</summary>
/// <param name="State"><see cref="ArtifactState.Complete"/> when all bytes are there; they have not been unpacked or checked yet.</param>
/// <param name="Bytes">The bytes, gzip-compressed as a rule; empty when there are none.</param>
/// <param name="Problem">What went wrong, in words for a person, without secrets; null when nothing did.</param>
/// <param name="LimitExceeded">True when it was larger than is fetched.</param>
public sealed record ArtifactContent(ArtifactState State, ReadOnlyMemory<byte> Bytes, string? Problem = null, bool LimitExceeded = false)
{
    public static ArtifactContent Of(ReadOnlyMemory<byte> bytes) => new(ArtifactState.Complete, bytes);

    public static ArtifactContent Missing(string? problem = null) => new(ArtifactState.Missing, default, problem);
}
