using System.Buffers;

namespace VeleroFreeze.Core.Json;

/// <summary>Bytes that are written and read once, in a buffer from <see cref="PooledBytes"/>.</summary>
/// <param name="capacity">How many are expected; more make it grow.</param>
public sealed class PooledWriter(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = PooledBytes.Rent(capacity);
    private int _length;

    /// <summary>Good until the next write and until it is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Dispose()
    {
        PooledBytes.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length >= count)
        {
            return;
        }

        var larger = PooledBytes.Rent(Math.Max(checked(_length + count), _buffer.Length * 2));
        Written.CopyTo(larger);
        PooledBytes.Return(_buffer);
        _buffer = larger;
    }
}
