using System.Globalization;
using System.Text;

namespace VeleroFreeze.Core.Hooks;

/// <summary>How Go's <c>time</c> package quotes the text it could not parse, so that an error reads as it does in Velero's log.</summary>
internal static class GoQuote
{
    /// <summary>Quotes and backslashes are escaped; control characters and everything beyond ASCII become <c>\xNN</c> per UTF-8 byte.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        var utf8 = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var quoted = new StringBuilder("\"");
        foreach (var b in utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)))
        {
            _ = b switch
            {
                < 0x20 or >= 0x80 => quoted.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}"),
                (byte)'"' or (byte)'\\' => quoted.Append('\\').Append((char)b),
                _ => quoted.Append((char)b),
            };
        }

        return quoted.Append('"').ToString();
    }
}
