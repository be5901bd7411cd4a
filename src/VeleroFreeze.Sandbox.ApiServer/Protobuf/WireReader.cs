using System.Text;

namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>One field as it stands on the wire.</summary>
internal readonly ref struct WireField(int number, ulong value, ReadOnlySpan<byte> bytes, bool isBytes)
{
    public int Number { get; } = number;

    public ulong Value { get; } = value;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public bool IsBytes { get; } = isBytes;

    public string Text => Encoding.UTF8.GetString(Bytes);
}

/// <summary>Reads fields one after another. Fixed-width numbers do not occur in what is read here.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    /// <exception cref="FormatException">The data is cut short or of a wire type that is not read.</exception>
    public bool Next(out WireField field)
    {
        if (_rest.IsEmpty)
        {
            field = default;
            return false;
        }

        var tag = Varint();
        var number = (int)(tag >> 3);
        field = (tag & 7) switch
        {
            0 => new WireField(number, Varint(), default, isBytes: false),
            2 => new WireField(number, 0, Take(Varint()), isBytes: true),
            var type => throw new FormatException($"protobuf: wire type {type} is not understood"),
        };
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("protobuf: a number is too long");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new FormatException("protobuf: unexpected end");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
