namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>
/// Hands out bytes in large pieces, but the very last one alone. An inflater asks for more only while it is not at its end; so whether it took the last byte,
/// and whether it asked once more, tells exactly where its data ended. <c>DeflateStream</c> itself takes a cut stream for a finished one.
/// </summary>
internal sealed class TailStream(ReadOnlyMemory<byte> bytes) : ReadOnlyStream
{
    private int _position;

    /// <summary>The number of bytes handed out.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public bool IsUsedUp => _position == bytes.Length;

    /// <summary>True when more was asked for than there is.</summary>
    public bool IsStarved { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var left = bytes.Length - _position;
        IsStarved |= left == 0 && !buffer.IsEmpty;
        var count = Math.Min(buffer.Length, left > 1 ? left - 1 : left);
        bytes.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
