using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Webhook;

/// <summary>A request body in one buffer of its own size, never larger than <see cref="MaxBytes"/>.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Two objects of the 3 MiB that an API server accepts at most, and 1 MiB for the rest of the review.</summary>
    public const int MaxBytes = 7 * 1024 * 1024;

    private const int FirstBytesOfUnknown = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int capacity) => _buffer = PooledBytes.Rent(capacity);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <param name="stream">What the client sends.</param>
    /// <param name="announced">The length that the client announced, if any; not above <see cref="MaxBytes"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when the body is larger than <see cref="MaxBytes"/>.</returns>
    public static async ValueTask<RequestBody?> ReadAsync(Stream stream, long? announced, CancellationToken cancellation)
    {
        // One byte more than announced, so that the read which finds the end needs no larger buffer.
        var body = new RequestBody((int)(announced ?? FirstBytesOfUnknown) + 1);
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellation);
                body._length += read;
                if (read == 0)
                {
                    return Interlocked.Exchange(ref body, null);
                }

                if (body._length > MaxBytes)
                {
                    return null;
                }

                body.GrowWhenFull();
            }
        }
        finally
        {
            body?.Dispose();
        }
    }

    public void Dispose()
    {
        PooledBytes.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void GrowWhenFull()
    {
        if (_length < _buffer.Length)
        {
            return;
        }

        var larger = PooledBytes.Rent(Math.Min(_length * 2, MaxBytes + 1));
        Bytes.CopyTo(larger);
        PooledBytes.Return(_buffer);
        _buffer = larger;
    }
}
