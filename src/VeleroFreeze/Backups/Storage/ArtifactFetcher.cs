using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Backups.Storage;

/// <summary>Fetches what Velero wrote beside a backup, through Velero's own protocol. Never the backup's contents: they hold every Secret.</summary>
/// <param name="client">The cluster.</param>
/// <param name="apiServer">Where the API server is: no artifact is ever fetched from there.</param>
/// <param name="options">What the administrator permits.</param>
/// <param name="time">The clock.</param>
internal sealed class ArtifactFetcher(KubernetesClient client, Uri apiServer, FetchOptions options, TimeProvider time)
{
    /// <summary>Those a DownloadRequest is made for. The last two exist with Velero 1.16 and older only; a newer one has no such file.</summary>
    internal static readonly ArtifactKind[] Kinds =
    [
        ArtifactKind.BackupLog, ArtifactKind.BackupResults, ArtifactKind.BackupResourceList, ArtifactKind.BackupVolumeInfos,
        ArtifactKind.BackupItemOperations, ArtifactKind.CSIBackupVolumeSnapshots, ArtifactKind.CSIBackupVolumeSnapshotContents,
    ];

    public async Task<IReadOnlyDictionary<ArtifactKind, FetchedArtifact>> FetchAsync(KubernetesObject backup, LargeFiles.Share share, CancellationToken cancellation)
    {
        var location = await LocationAsync(backup, cancellation);
        var rules = new UrlRules([.. location.Hosts, .. options.Hosts], options.AllowHttp, options.AllowLoopback);
        var addresses = new AddressRules(options.AllowLoopback, await ApiServerAsync(cancellation));
        using var http = StorageConnection.Create(addresses, StorageAuthorities.With(location.CertificateAuthorities, options.CaFile), options.Limits);
        var fetched = await Task.WhenAll(Kinds.Select(kind =>
            FetchAsync(backup.Metadata.Key, kind, rules, new ArtifactDownload(http, options.Limits.For(kind), share, time), cancellation)));
        return Kinds.Zip(fetched).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private async Task<FetchedArtifact> FetchAsync(
        ObjectKey backup, ArtifactKind kind, UrlRules rules, ArtifactDownload download, CancellationToken cancellation) =>
        await FetchRetries.Create(options.RetryDelay, time).ExecuteAsync(
            async token => await OnceAsync(backup, kind, rules, download, token), cancellation);

    /// <summary>One request, one URL, one download: a URL is never used twice.</summary>
    private async Task<FetchedArtifact> OnceAsync(
        ObjectKey backup, ArtifactKind kind, UrlRules rules, ArtifactDownload download, CancellationToken cancellation)
    {
        try
        {
            await using var ticket = await DownloadTicket.OpenAsync(client, backup, kind, cancellation);
            return await ticket.AnswerAsync(options.UrlTimeout, time, cancellation) switch
            {
                { Url: { } text } => await DownloadAsync(text, rules, download, cancellation),
                { Refusal: { } why } => new FetchedArtifact(DownloadOutcome.NotWritten, default, why),
                _ => new FetchedArtifact(DownloadOutcome.NotServed, default, options.UrlTimeout.TotalSeconds.ToString("0.#' s'", CultureInfo.InvariantCulture)),
            };
        }
        catch (KubernetesException e)
        {
            return new FetchedArtifact(OutcomeOf(e), default, e.Message);
        }
    }

    private static async Task<FetchedArtifact> DownloadAsync(string text, UrlRules rules, ArtifactDownload download, CancellationToken cancellation)
    {
        var checkedUrl = rules.Check(text, out var url);
        return checkedUrl == DownloadOutcome.Fetched
            ? await download.GetAsync(url, cancellation)
            : new FetchedArtifact(checkedUrl, default, url is null ? "" : url.IdnHost);
    }

    /// <summary>The schema refuses a kind it does not know with 422, as does a policy that fences this program in.</summary>
    internal static DownloadOutcome OutcomeOf(KubernetesException failure) => failure.Code switch
    {
        422 => DownloadOutcome.NotSupported,
        401 or 403 or 404 => DownloadOutcome.RequestRefused,
        _ => DownloadOutcome.ApiFailed,
    };

    private async Task<StorageLocation> LocationAsync(KubernetesObject backup, CancellationToken cancellation)
    {
        var name = backup.Json.Member("spec").Text("storageLocation");
        try
        {
            var found = await client.FindAsync(
                ClusterKinds.StorageLocations.In(backup.Metadata.Namespace).Named(string.IsNullOrEmpty(name) ? "default" : name), cancellation);
            return found is null ? StorageLocation.Unknown : StorageLocation.Read(found.Json);
        }
        catch (Exception e) when (e is KubernetesException or ArgumentException)
        {
            // Refused, or a name that cannot be one: then only the administrator's list counts; the refusal of the host names it.
            return StorageLocation.Unknown;
        }
    }

    private async Task<IReadOnlyList<IPEndPoint>> ApiServerAsync(CancellationToken cancellation)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(apiServer.IdnHost, cancellation);
            return [.. addresses.Select(address => new IPEndPoint(address, apiServer.Port))];
        }
        catch (SocketException)
        {
            // Behind a proxy its name may not resolve here; then it cannot be called from here either.
            return [];
        }
    }
}
