namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>
/// Lets a tarball pass and looks at its headers: <c>TarReader</c> takes memory for a long name before it reads it, as much as the header claims.
/// </summary>
internal sealed class TarGuard(Stream tar) : ReadOnlyStream
{
    private const int Block = 512;

    // Names, and times of extended headers: 300 bytes in practice.
    private const long LargestExtension = 1 << 20;

    private readonly byte[] _header = new byte[Block];
    private int _filled;
    private long _skip;

    public override int Read(Span<byte> buffer)
    {
        var count = tar.Read(buffer);
        Follow(buffer[..count]);
        return count;
    }

    private void Follow(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var data = (int)Math.Min(_skip, bytes.Length);
            _skip -= data;
            bytes = bytes[data..];
            var head = Math.Min(Block - _filled, bytes.Length);
            bytes[..head].CopyTo(_header.AsSpan(_filled));
            _filled += head;
            bytes = bytes[head..];
            if (_filled == Block)
            {
                Check();
                _filled = 0;
            }
        }
    }

    /// <summary>Size at 124 in octal, kind at 156. Sizes in base 256 are for files above 8 GiB, which is more than is read.</summary>
    private void Check()
    {
        var digits = _header.AsSpan(124, 12).Trim(" \0"u8);
        long size = 0;
        foreach (var digit in digits)
        {
            size = digit is >= (byte)'0' and <= (byte)'7' ? (size * 8) + digit - '0' : throw new InvalidDataException("a size in a tar header");
        }

        if (_header[156] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K' && size > LargestExtension)
        {
            throw new InvalidDataException("an extended tar header that is too long");
        }

        _skip = (size + Block - 1) / Block * Block;
    }
}
