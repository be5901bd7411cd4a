using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Backups.Storage;

/// <summary>One artifact, or what kept it away.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Bytes">All bytes when it was fetched; what there was when it ended early; else none.</param>
/// <param name="Detail">What else is worth saying: a host, a number, Velero's reason. Never a URL with its query, never the storage's own words.</param>
internal sealed record FetchedArtifact(DownloadOutcome Outcome, ReadOnlyMemory<byte> Bytes = default, string Detail = "")
{
    /// <summary>As evidence.</summary>
    public ArtifactContent ToContent() => new(State, Bytes, Sentence, Outcome == DownloadOutcome.TooLarge);

    private ArtifactState State => Outcome switch
    {
        DownloadOutcome.Fetched => ArtifactState.Complete,
        DownloadOutcome.NotFound or DownloadOutcome.NotSupported or DownloadOutcome.NotWritten => ArtifactState.Missing,
        DownloadOutcome.Incomplete => ArtifactState.Truncated,
        _ => ArtifactState.Unreadable,
    };

    /// <summary>For people; null when there is nothing to say.</summary>
    public string? Sentence => Outcome switch
    {
        DownloadOutcome.Fetched => null,
        DownloadOutcome.NotSupported => "not supported by this Velero",
        DownloadOutcome.RequestRefused => $"the API server refused the DownloadRequest: {Detail}",
        DownloadOutcome.ApiFailed => $"the API server failed the DownloadRequest: {Detail}",
        DownloadOutcome.NotServed => $"Velero gave no download URL within {Detail}: see whether its server runs and its storage location is available",
        DownloadOutcome.NotWritten => $"Velero has nothing to download: {Detail}",
        DownloadOutcome.UrlInvalid => "Velero gave a download URL that is none",
        DownloadOutcome.PlainHttp => $"the download URL of {Detail} is without TLS; --allow-http-storage permits that",
        DownloadOutcome.HostRefused => $"the download URL names {Detail}, which the storage location does not; --storage-host {Detail} permits it",
        DownloadOutcome.AddressRefused => $"the download URL leads to {Detail}, which is never called",
        DownloadOutcome.NotFound => "the object storage has no such file",
        DownloadOutcome.AccessDenied => "the object storage refused the signed URL, a new one as well",
        DownloadOutcome.Redirected => $"the object storage redirects ({Detail}), which is not followed",
        DownloadOutcome.Untrusted => $"the certificate of {Detail} is not trusted: set the storage location's caCert, or --storage-ca",
        DownloadOutcome.Unreachable => $"{Detail} cannot be reached, or broke the connection",
        DownloadOutcome.ConnectTimedOut => $"{Detail}: see whether it is up, and whether a firewall or a NetworkPolicy lies between",
        DownloadOutcome.HeadersTooLarge => $"{Detail} answers with more headers than any object storage has",
        DownloadOutcome.ServerFailed => $"the object storage answers with status {Detail}",
        DownloadOutcome.TooSlow => $"the object storage is too slow: {Detail}",
        DownloadOutcome.TookTooLong => $"the download was not done in time: {Detail}",
        DownloadOutcome.TooLarge => $"larger than {Detail}, which is all that is fetched",
        DownloadOutcome.Incomplete => $"the download ended early: {Detail}",
        _ => Outcome.ToString(),
    };
}
