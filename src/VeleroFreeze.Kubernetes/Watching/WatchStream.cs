using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>An open watch. Reading ends with an input that says why, never with an exception of its own, unless the caller cancels.</summary>
internal sealed class WatchStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly LineReader _lines;
    private readonly TimeSpan _idleTimeout;
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private readonly CancellationTokenSource _idle;

    private WatchStream(HttpResponseMessage response, Stream body, int maxEventBytes, TimeSpan idleTimeout, TimeProvider time)
    {
        _response = response;
        _body = body;
        _idleTimeout = idleTimeout;
        _time = time;
        _lines = new LineReader(ReadAsync, maxEventBytes);
        _openedAt = time.GetTimestamp();
        _idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    public static async Task<WatchStream> OpenAsync(
        HttpResponseMessage response, int maxEventBytes, TimeSpan idleTimeout, TimeProvider time, CancellationToken cancellation) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellation), maxEventBytes, idleTimeout, time);

    public async ValueTask<WatchInput> NextAsync(CancellationToken cancellation)
    {
        // An idle connection is cancelled by its own clock: the read has to end although no byte will ever come.
        await using var registration = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _idle);
        try
        {
            return await _lines.ReadAsync(_idle.Token) is { } line ? WatchLine.Read(line.Span) : new WatchInput.End(_time.GetElapsedTime(_openedAt));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WatchInput.Idle();
        }
        catch (InvalidDataException e)
        {
            return new WatchInput.Error(new KubernetesException(0, KubernetesReason.TooLarge, $"watch: {e.Message}", e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new WatchInput.End(_time.GetElapsedTime(_openedAt));
        }
    }

    public void Dispose()
    {
        _response.Dispose();
        _idle.Dispose();
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        _idle.CancelAfter(_idleTimeout);
        var count = await _body.ReadAsync(buffer, cancellation);
        _idle.CancelAfter(Timeout.InfiniteTimeSpan);
        return count;
    }
}
