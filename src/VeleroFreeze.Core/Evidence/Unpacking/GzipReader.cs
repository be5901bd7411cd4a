using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>Unpacks one gzip member and nothing else. It never throws for what the bytes are; at the end, <see cref="ArtifactStream.Fault"/> tells.</summary>
internal sealed class GzipReader : ArtifactStream
{
    // Checksum and length, four bytes each.
    private const int TrailerLength = 8;

    private readonly ReadOnlyMemory<byte> _trailer;
    private readonly ReadLimits _limits;
    private readonly TailStream _packed;
    private readonly DeflateStream _inflate;
    private readonly Crc32 _checksum = new();
    private long _expanded;

    public GzipReader(ReadOnlyMemory<byte> file, ReadLimits limits)
    {
        _limits = limits;
        var body = file.Length - GzipHeader.Length - TrailerLength;
        _trailer = body > 0 ? file[^TrailerLength..] : default;
        _packed = new TailStream(body > 0 ? file.Slice(GzipHeader.Length, body) : default);
        _inflate = new DeflateStream(_packed, CompressionMode.Decompress);
        Fault = body <= 0 ? ReadFault.Cut : GzipHeader.IsVeleros(file.Span) ? null : ReadFault.BadHeader;
    }

    protected override int ReadNext(Span<byte> buffer)
    {
        try
        {
            var count = _inflate.Read(buffer);
            _checksum.Append(buffer[..count]);
            _expanded += count;
            Fault = count == 0 ? AtEnd() : Excess();
            return count;
        }
        catch (InvalidDataException)
        {
            Fault = ReadFault.Damaged;
            return 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflate.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private ReadFault? Excess() =>
        _expanded > _limits.Expanded ? ReadFault.TooLarge
        : _expanded > _limits.RatioFrom && _expanded > _packed.Position * _limits.Ratio ? ReadFault.TooDense
        : null;

    private ReadFault? AtEnd()
    {
        if (_packed.IsStarved)
        {
            return ReadFault.Cut;
        }

        if (!_packed.IsUsedUp)
        {
            return ReadFault.TrailingBytes;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(_trailer.Span) != _checksum.GetCurrentHashAsUInt32() ? ReadFault.WrongChecksum
            : BinaryPrimitives.ReadUInt32LittleEndian(_trailer.Span[4..]) != (uint)_expanded ? ReadFault.WrongLength
            : null;
    }
}
