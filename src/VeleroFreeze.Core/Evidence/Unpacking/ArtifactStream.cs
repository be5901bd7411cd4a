namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>The text of an artifact. What stops it is no exception but an end with a <see cref="Fault"/>.</summary>
internal abstract class ArtifactStream : ReadOnlyStream
{
    private bool _ended;

    /// <summary>Null while nothing is wrong; final once a read has returned 0.</summary>
    public ReadFault? Fault { get; protected set; }

    /// <summary>Opens an artifact: gzip as Velero stores it, or plain where a store or proxy has already unpacked it.</summary>
    public static ArtifactStream Open(ArtifactContent content, ReadLimits limits)
    {
        if (content.State != ArtifactState.Complete)
        {
            return new PlainReader(default, limits, new ReadFault(content.State, content.Problem ?? Words(content.State), content.LimitExceeded));
        }

        if (content.Bytes.IsEmpty)
        {
            return new PlainReader(default, limits, ReadFault.Empty);
        }

        if (!GzipHeader.HasMagic(content.Bytes.Span))
        {
            return new PlainReader(content.Bytes, limits);
        }

        return content.Bytes.Length > limits.Packed
            ? new PlainReader(default, limits, ReadFault.TooLarge)
            : new GzipReader(content.Bytes, limits);
    }

    public sealed override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var count = Fault is null ? ReadNext(buffer) : 0;
        _ended = count == 0;
        return count;
    }

    /// <summary>Reads on, and sets the fault where there is one.</summary>
    protected abstract int ReadNext(Span<byte> buffer);

    private static string Words(ArtifactState state) => state switch
    {
        ArtifactState.Missing => "is missing",
        ArtifactState.Truncated => "was cut on its way",
        _ => "could not be fetched",
    };
}

/// <summary>Bytes as they are.</summary>
internal sealed class PlainReader : ArtifactStream
{
    private readonly ReadLimits _limits;
    private ReadOnlyMemory<byte> _rest;
    private long _position;

    public PlainReader(ReadOnlyMemory<byte> bytes, ReadLimits limits, ReadFault? fault = null)
    {
        _rest = bytes;
        _limits = limits;
        Fault = fault;
    }

    protected override int ReadNext(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        _position += count;
        Fault = _position > _limits.Expanded ? ReadFault.TooLarge : null;
        return count;
    }
}
