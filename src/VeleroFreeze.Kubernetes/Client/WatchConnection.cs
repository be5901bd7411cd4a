using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Kubernetes.Client;

/// <summary>
/// Does what a state asks for, one call or one line at a time, and says what came of it. A stream is open only while it is read without trouble.
/// </summary>
internal sealed class WatchConnection(RequestSender sender, ResourceScope scope, WatchOptions options, int maxEventBytes, TimeProvider time) : IDisposable
{
    private readonly ListOptions _selection = new() { LabelSelector = options.LabelSelector, FieldSelector = options.FieldSelector };

    private WatchStream? _stream;

    public WatchOptions Options => options;

    public async ValueTask<WatchInput> NextAsync(WatchState state, CancellationToken cancellation)
    {
        try
        {
            return state switch
            {
                WatchState.Listing listing => new WatchInput.Page(await PageAsync(listing, cancellation)),
                WatchState.Watching watching => await LineAsync(watching, cancellation),
                _ => throw new InvalidOperationException(state.ToString()),
            };
        }
        catch (KubernetesException e)
        {
            return new WatchInput.Error(e);
        }
    }

    public void Dispose() => _stream?.Dispose();

    private async Task<KubernetesList> PageAsync(WatchState.Listing listing, CancellationToken cancellation)
    {
        var request = RequestBuilder.List(scope, _selection with { Limit = listing.PageSize, Continue = listing.Continue });
        return KubernetesClient.Readable(request, KubernetesList.Parse, await sender.SendOnceAsync(request, cancellation));
    }

    private async ValueTask<WatchInput> LineAsync(WatchState.Watching watching, CancellationToken cancellation)
    {
        _stream ??= await OpenAsync(watching, cancellation);
        var input = await _stream.NextAsync(cancellation);
        if (input is WatchInput.Error or WatchInput.End or WatchInput.Idle)
        {
            _stream.Dispose();
            _stream = null;
        }

        return input;
    }

    private async Task<WatchStream> OpenAsync(WatchState.Watching watching, CancellationToken cancellation)
    {
        var response = await sender.OpenAsync(RequestBuilder.Watch(scope, _selection, watching.ResourceVersion, options.TimeoutSeconds), cancellation);
        return await WatchStream.OpenAsync(response, maxEventBytes, options.IdleTimeout, time, cancellation);
    }
}
