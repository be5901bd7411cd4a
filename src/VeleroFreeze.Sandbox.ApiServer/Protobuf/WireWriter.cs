using System.Text;

namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>Writes fields one after another: texts and messages, which is all that is ever sent.</summary>
internal sealed class WireWriter
{
    private const int LengthDelimited = 2;
    private readonly List<byte> _data = [];

    public WireWriter Text(int number, string value) => Bytes(number, Encoding.UTF8.GetBytes(value));

    public WireWriter Message(int number, WireWriter inner) => Bytes(number, inner.ToArray());

    public WireWriter Messages(int number, IEnumerable<WireWriter> inner)
    {
        foreach (var one in inner)
        {
            Message(number, one);
        }

        return this;
    }

    public byte[] ToArray() => [.. _data];

    private WireWriter Bytes(int number, byte[] value)
    {
        Varint(((ulong)number << 3) | LengthDelimited);
        Varint((ulong)value.Length);
        _data.AddRange(value);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _data.Add((byte)(value | 0x80));
        }

        _data.Add((byte)value);
    }
}
