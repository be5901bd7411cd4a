using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups.Storage;

/// <summary>A DownloadRequest of our own: Velero answers it with a signed URL. It is removed when the ticket is given back, whatever happened.</summary>
internal sealed class DownloadTicket : IAsyncDisposable
{
    /// <summary>Velero's own client asks 40 times a second; we leave the API server in peace.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(150), LongestPause = TimeSpan.FromSeconds(2);

    private const int LongestMessage = 200;

    private readonly KubernetesClient _client;
    private readonly ObjectAddress _address;
    private readonly string _uid;

    private DownloadTicket(KubernetesClient client, ObjectAddress address, string uid)
    {
        _client = client;
        _address = address;
        _uid = uid;
    }

    /// <exception cref="KubernetesException">The API server did not take it.</exception>
    public static async Task<DownloadTicket> OpenAsync(KubernetesClient client, ObjectKey backup, ArtifactKind kind, CancellationToken cancellation)
    {
        var scope = ClusterKinds.DownloadRequests.In(backup.Namespace);
        var created = await client.CreateAsync(scope, Render(NameFor(backup.Name), backup, kind), null, cancellation);
        return new DownloadTicket(client, scope.Named(created.Metadata.Name), created.Metadata.Uid);
    }

    /// <summary>The URL, or neither it nor a refusal when there was none in time, or the request was removed under our hands.</summary>
    /// <exception cref="KubernetesException">The API server failed.</exception>
    public async Task<DownloadAnswer> AnswerAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        var startedAt = time.GetTimestamp();
        for (var pause = FirstPause; time.GetElapsedTime(startedAt) < patience; pause = Longer(pause))
        {
            await Task.Delay(pause, time, cancellation);
            var request = await _client.FindAsync(_address, cancellation);
            if (request is null || request.Metadata.Uid != _uid)
            {
                return default;
            }

            if (AnswerOf(request) is { IsThere: true } answer)
            {
                return answer;
            }
        }

        return default;
    }

    /// <summary>Should it not be possible to remove it, Velero does so after ten minutes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.DeleteAsync(_address, new DeleteOptions { Uid = _uid }, CancellationToken.None);
        }
        catch (KubernetesException)
        {
            // Left to its expiry: what was fetched is fetched, and what failed has its reason already.
        }
    }

    internal static ReadOnlyMemory<byte> Render(string name, ObjectKey backup, ArtifactKind kind) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["apiVersion"] = "velero.io/v1",
        ["kind"] = "DownloadRequest",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = backup.Namespace,
            ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "velerofreeze" },
        },
        ["spec"] = new JsonObject { ["target"] = new JsonObject { ["kind"] = kind.ToString(), ["name"] = backup.Name } },
    }.ToJsonString());

    /// <summary>Of the Backup's name as much as leaves room for what makes it unique.</summary>
    internal static string NameFor(string backup)
    {
        var stem = backup.Length <= 200 ? backup : backup[..200].TrimEnd('.', '-');
        return $"{stem}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
    }

    private static string Printable(string message) => string.Concat(message.Take(LongestMessage).Select(c => c is >= ' ' and < '\x7f' ? c : '?'));

    private static TimeSpan Longer(TimeSpan pause) => pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;

    /// <summary>Velero 1.19 ends a request that it will never serve with the phase <c>Failed</c>. Older ones leave it empty.</summary>
    internal static DownloadAnswer AnswerOf(KubernetesObject request)
    {
        var status = request.Json.Member("status");
        var url = status.Text("downloadURL");
        return status.Text("phase") == "Failed"
            ? new DownloadAnswer(null, status.Text("message") is { Length: > 0 } message ? Printable(message) : "no reason given")
            : new DownloadAnswer(string.IsNullOrEmpty(url) ? null : url, null);
    }
}

/// <summary>What Velero makes of a DownloadRequest.</summary>
/// <param name="Url">The signed URL; null while there is none.</param>
/// <param name="Refusal">Why there will never be one, in Velero's words; null otherwise.</param>
internal readonly record struct DownloadAnswer(string? Url, string? Refusal)
{
    /// <summary>False while Velero has not answered.</summary>
    public bool IsThere => Url is not null || Refusal is not null;
}
