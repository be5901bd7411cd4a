using System.Numerics;
using System.Runtime.Intrinsics;

namespace VeleroFreeze.Core.Json;

/// <summary>
/// The brackets of 64 bytes of JSON at once, those within strings left out. The block must begin outside a string. A string that does not end in the block, or that holds an
/// escape, ends the block where the string begins.
/// </summary>
internal readonly ref struct JsonBlock
{
    public const int Bytes = 64;

    private readonly ulong _opens;
    private readonly ulong _closes;

    /// <param name="json">At least <see cref="Bytes"/> bytes.</param>
    public JsonBlock(ReadOnlySpan<byte> json)
    {
        ulong quotes = 0, escapes = 0, opens = 0, closes = 0;
        for (var at = 0; at < Bytes; at += Vector128<byte>.Count)
        {
            var part = Vector128.Create(json.Slice(at, Vector128<byte>.Count));
            // That bit is all that sets [ apart from { and ] from }.
            var brackets = part | Vector128.Create((byte)0x20);
            quotes |= Bits(part, (byte)'"', at);
            escapes |= Bits(part, (byte)'\\', at);
            opens |= Bits(brackets, (byte)'{', at);
            closes |= Bits(brackets, (byte)'}', at);
        }

        // Of a word without bits everything is below the lowest.
        quotes &= Below(BitOperations.TrailingZeroCount(escapes));
        Length = int.IsOddInteger(BitOperations.PopCount(quotes)) ? BitOperations.Log2(quotes) : Bytes;
        var outside = ~Within(quotes) & Below(Length);
        (_opens, _closes) = (opens & outside, closes & outside);
    }

    /// <summary>How far the block goes, in bytes; 0 when a string that is to be passed over by itself stands at its start.</summary>
    public int Length { get; }

    /// <summary>How much deeper the block leads at most, and how much higher. An array or object without members changes nothing.</summary>
    public (int Deeper, int Higher) Levels
    {
        get
        {
            var pairs = _opens & (_closes >> 1);
            return (BitOperations.PopCount(_opens ^ pairs), BitOperations.PopCount(_closes ^ (pairs << 1)));
        }
    }

    private static ulong Bits(Vector128<byte> part, byte wanted, int at) =>
        (ulong)Vector128.Equals(part, Vector128.Create(wanted)).ExtractMostSignificantBits() << at;

    private static ulong Below(int bit) => bit == Bytes ? ulong.MaxValue : (1UL << bit) - 1;

    /// <summary>From each opening quote up to the one that closes: a bit is set when an odd number of quotes stands at it or before it.</summary>
    private static ulong Within(ulong quotes)
    {
        for (var distance = 1; distance < Bytes; distance *= 2)
        {
            quotes ^= quotes << distance;
        }

        return quotes;
    }
}
