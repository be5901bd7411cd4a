using System.Runtime.CompilerServices;
using System.Text.Json;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Kubernetes.Client;

/// <summary>
/// The API of one cluster as one identity. Safe to share between threads; make one for each role, and one for leader election alone, so that no
/// amount of other work makes a renewal wait for the rate limit. Every call throws <see cref="KubernetesException"/> when it fails.
/// </summary>
public sealed class KubernetesClient : IDisposable
{
    private readonly RequestSender _sender;
    private readonly KubernetesClientOptions _options;
    private readonly TimeProvider _time;

    public KubernetesClient(KubernetesClientConfiguration configuration, KubernetesClientOptions? options = null, TimeProvider? time = null)
        : this(new ServerConnection(configuration), options, time)
    {
    }

    internal KubernetesClient(ServerConnection connection, KubernetesClientOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new KubernetesClientOptions();
        _time = time ?? TimeProvider.System;
        _sender = new RequestSender(connection, _options, _time);
    }

    public Task<KubernetesObject> GetAsync(ObjectAddress address, CancellationToken cancellation) =>
        ObjectAsync(RequestBuilder.Get(address), cancellation);

    /// <returns>The object, or null when there is none of that name.</returns>
    public async Task<KubernetesObject?> FindAsync(ObjectAddress address, CancellationToken cancellation)
    {
        try
        {
            return await GetAsync(address, cancellation);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public async Task<KubernetesList> ListPageAsync(ResourceScope scope, ListOptions list, CancellationToken cancellation)
    {
        var request = RequestBuilder.List(scope, list);
        return Readable(request, KubernetesList.Parse, await _sender.SendAsync(request, cancellation));
    }

    /// <summary>All objects, page by page.</summary>
    /// <remarks>
    /// When the server forgets the list between two pages (410), it starts again from the beginning, once: objects already given may then come a
    /// second time, in a newer state. A second 410 is thrown.
    /// </remarks>
    public async IAsyncEnumerable<KubernetesObject> ListAsync(
        ResourceScope scope, ListOptions? list = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var first = (list ?? new ListOptions()) with { Limit = list?.Limit ?? WatchOptions.DefaultPageSize, Continue = null };
        var mayRestart = true;
        for (ListOptions? next = first; next is not null;)
        {
            if (await PageAsync(scope, next, mayRestart, cancellation) is not { } page)
            {
                mayRestart = false;
                next = first;
                continue;
            }

            foreach (var item in page.Items)
            {
                yield return item;
            }

            // The first page chose the moment; the token carries it, and the API refuses both together.
            next = page.Continue is null ? null : first with { Continue = page.Continue, ResourceVersion = null, ResourceVersionMatch = null };
        }
    }

    public Task<KubernetesObject> CreateAsync(ResourceScope scope, ReadOnlyMemory<byte> body, WriteOptions? write, CancellationToken cancellation) =>
        ObjectAsync(RequestBuilder.Create(scope, body, write), cancellation);

    public Task<KubernetesObject> PatchAsync(ObjectAddress address, V1Patch patch, WriteOptions? write, CancellationToken cancellation) =>
        ObjectAsync(RequestBuilder.Patch(address, patch, write), cancellation);

    /// <summary>Writes the whole object; with the resource version it was read with in it, only over that state.</summary>
    public Task<KubernetesObject> ReplaceAsync(ObjectAddress address, ReadOnlyMemory<byte> body, WriteOptions? write, CancellationToken cancellation) =>
        ObjectAsync(RequestBuilder.Replace(address, body, write), cancellation);

    public Task DeleteAsync(ObjectAddress address, DeleteOptions? delete, CancellationToken cancellation) =>
        _sender.SendAsync(RequestBuilder.Delete(address, delete), cancellation);

    /// <returns>Whether the cluster would let us.</returns>
    public async Task<bool> IsAllowedAsync(AccessReview review, CancellationToken cancellation)
    {
        var answer = await ObjectAsync(RequestBuilder.Review(review), cancellation);
        return answer.Json.Member("status").Member("allowed").ValueKind == JsonValueKind.True;
    }

    /// <summary>Sends any request that <see cref="RequestBuilder"/> makes; for answers that are no object, such as those of actions.</summary>
    public Task<ReadOnlyMemory<byte>> SendAsync(KubernetesRequest request, CancellationToken cancellation) => _sender.SendAsync(request, cancellation);

    /// <summary>
    /// Everything that is there and then everything that changes, without end: it lists, watches, and starts again by itself whatever happens,
    /// until cancelled.
    /// </summary>
    /// <param name="scope">What to watch.</param>
    /// <param name="watch">Selectors and bounds; null for the defaults.</param>
    /// <param name="onFailure">Told of each failure before the wait that follows it; the only place where they show.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    public IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceScope scope, WatchOptions? watch, Action<KubernetesException> onFailure, CancellationToken cancellation) =>
        new WatchLoop(new WatchConnection(_sender, scope, watch ?? new WatchOptions(), _options.MaxEventBytes, _time), onFailure, _time).RunAsync(cancellation);

    public void Dispose() => _sender.Dispose();

    /// <returns>Null when the server forgot the list meanwhile and it may be started again.</returns>
    private async Task<KubernetesList?> PageAsync(ResourceScope scope, ListOptions list, bool mayRestart, CancellationToken cancellation)
    {
        try
        {
            return await ListPageAsync(scope, list, cancellation);
        }
        catch (KubernetesException e) when (e.IsExpired && mayRestart && list.Continue is not null)
        {
            return null;
        }
    }

    private async Task<KubernetesObject> ObjectAsync(KubernetesRequest request, CancellationToken cancellation) =>
        Readable(request, body => KubernetesObject.Parse(body.Span), await _sender.SendAsync(request, cancellation));

    internal static T Readable<T>(KubernetesRequest request, Func<ReadOnlyMemory<byte>, T> parse, ReadOnlyMemory<byte> body)
    {
        try
        {
            return parse(body);
        }
        catch (FormatException e)
        {
            throw new KubernetesException(0, KubernetesReason.Unreadable, $"{request}: {KubernetesReason.Unreadable}: {e.Message}", e);
        }
    }
}
