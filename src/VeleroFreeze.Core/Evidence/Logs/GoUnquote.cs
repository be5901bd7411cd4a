using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>Text as Go's <c>%q</c> quotes it.</summary>
internal static class GoUnquote
{
    private static readonly SearchValues<byte> QuoteOrEscape = SearchValues.Create("\"\\"u8);

    /// <summary>The length of the quoted text that the bytes begin with, both quotes included; 0 when there is none.</summary>
    public static int Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [(byte)'"', ..])
        {
            return 0;
        }

        for (var i = 1; i < bytes.Length;)
        {
            var next = bytes[i..].IndexOfAny(QuoteOrEscape);
            if (next < 0)
            {
                return 0;
            }

            if (bytes[i + next] == (byte)'"')
            {
                return i + next + 1;
            }

            i += next + 2;
        }

        return 0;
    }

    /// <summary>Reads what <see cref="Measure"/> measured. Go escapes whatever is not printable, so raw control bytes and bad UTF-8 are refused.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> quoted, out string text)
    {
        text = "";
        var rest = quoted[1..^1];
        if (!Utf8.IsValid(rest))
        {
            return false;
        }

        if (!rest.Contains((byte)'\\'))
        {
            text = Encoding.UTF8.GetString(rest);
            return true;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(rest.Length);
        try
        {
            var ok = TryUnescape(rest, bytes, out var length);
            text = ok ? Encoding.UTF8.GetString(bytes, 0, length) : "";
            return ok;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static bool TryUnescape(ReadOnlySpan<byte> rest, Span<byte> bytes, out int length)
    {
        length = 0;
        while (!rest.IsEmpty)
        {
            var plain = rest.IndexOf((byte)'\\');
            plain = plain < 0 ? rest.Length : plain;
            rest[..plain].CopyTo(bytes[length..]);
            length += plain;
            rest = rest[plain..];
            if (!rest.IsEmpty && !TryTakeEscape(ref rest, bytes, ref length))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryTakeEscape(ref ReadOnlySpan<byte> rest, Span<byte> bytes, ref int length)
    {
        var letter = rest.Length > 1 ? rest[1] : default;
        var digits = letter switch { (byte)'x' => 2, (byte)'u' => 4, (byte)'U' => 8, _ => 0 };
        if (digits == 0)
        {
            rest = rest[Math.Min(2, rest.Length)..];
            return TrySimple(letter, out bytes[length++]);
        }

        if (rest.Length < 2 + digits || !TryHex(rest.Slice(2, digits), out var value))
        {
            return false;
        }

        rest = rest[(2 + digits)..];
        if (digits == 2)
        {
            // One byte, which need not be valid UTF-8: Go shows bytes that are not so.
            bytes[length++] = (byte)value;
            return true;
        }

        if (!Rune.TryCreate(value, out var rune))
        {
            return false;
        }

        length += rune.EncodeToUtf8(bytes[length..]);
        return true;
    }

    private static bool TrySimple(byte letter, out byte value)
    {
        value = letter switch
        {
            (byte)'a' => 0x07,
            (byte)'b' => 0x08,
            (byte)'f' => 0x0c,
            (byte)'n' => 0x0a,
            (byte)'r' => 0x0d,
            (byte)'t' => 0x09,
            (byte)'v' => 0x0b,
            (byte)'\\' or (byte)'"' => letter,
            _ => 0,
        };
        return value != 0;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out uint value) =>
        Utf8Parser.TryParse(digits, out value, out var consumed, 'x') && consumed == digits.Length;
}
