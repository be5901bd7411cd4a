using System.Globalization;
using System.Text;

namespace VeleroFreeze.Sandbox.Go;

/// <summary>Go's time.Duration: nanoseconds, read and written as Go does.</summary>
internal readonly record struct GoDuration(long Nanoseconds)
{
    private const ulong Limit = 1UL << 63;

    public static GoDuration FromSeconds(long seconds) => new(seconds * 1_000_000_000);

    public TimeSpan AsTimeSpan => TimeSpan.FromTicks(Nanoseconds / 100);

    /// <returns>Null and the duration, or the text of Go's error.</returns>
    public static string? TryParse(string text, out GoDuration duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            return Invalid(text);
        }

        ulong total = 0;
        while (!rest.IsEmpty)
        {
            if (AddTerm(ref rest, text, ref total) is { } error)
            {
                return error;
            }
        }

        if (!negative && total == Limit)
        {
            return Invalid(text);
        }

        duration = new GoDuration(negative ? unchecked((long)(0 - total)) : (long)total);
        return null;
    }

    /// <returns>What is wrong with the next number and its unit; null for nothing.</returns>
    private static string? AddTerm(ref ReadOnlySpan<char> rest, string text, ref ulong total)
    {
        if (!TryNumber(ref rest, out var whole, out var fraction, out var scale))
        {
            return Invalid(text);
        }

        var letters = rest.IndexOfAnyInRange('0', '9') is var digit && rest.IndexOf('.') is var dot && digit < 0 ? dot : dot < 0 ? digit : Math.Min(dot, digit);
        var unit = letters < 0 ? rest : rest[..letters];
        rest = rest[unit.Length..];
        if (unit.IsEmpty)
        {
            return $"time: missing unit in duration {Quote(text)}";
        }

        if (UnitOf(unit) is not { } size)
        {
            return $"time: unknown unit {Quote(unit.ToString())} in duration {Quote(text)}";
        }

        if (whole > Limit / size)
        {
            return Invalid(text);
        }

        total += (whole * size) + (ulong)(fraction * (size / scale));
        return total > Limit ? Invalid(text) : null;
    }

    private static string Invalid(string text) => $"time: invalid duration {Quote(text)}";

    public override string ToString()
    {
        if (Nanoseconds == 0)
        {
            return "0s";
        }

        var sign = Nanoseconds < 0 ? "-" : "";
        var size = Nanoseconds < 0 ? unchecked(0 - (ulong)Nanoseconds) : (ulong)Nanoseconds;
        return sign + size switch
        {
            < 1_000 => $"{size}ns",
            < 1_000_000 => Fraction(size, 1_000) + "µs",
            < 1_000_000_000 => Fraction(size, 1_000_000) + "ms",
            _ => Clock(size),
        };
    }

    private static string Clock(ulong size)
    {
        var minutes = size / 60_000_000_000;
        var seconds = Fraction(size % 60_000_000_000, 1_000_000_000) + "s";
        return minutes switch
        {
            0 => seconds,
            < 60 => $"{minutes}m{seconds}",
            _ => $"{minutes / 60}h{minutes % 60}m{seconds}",
        };
    }

    private static string Fraction(ulong size, ulong unit) => ((decimal)size / unit).ToString("0.#########", CultureInfo.InvariantCulture);

    private static bool TryNumber(ref ReadOnlySpan<char> rest, out ulong whole, out double fraction, out double scale)
    {
        (whole, fraction, scale) = (0, 0, 1);
        var before = Digits(rest);
        var after = 0;
        if (before > 0 && (!ulong.TryParse(rest[..before], NumberStyles.None, CultureInfo.InvariantCulture, out whole) || whole > Limit))
        {
            return false;
        }

        rest = rest[before..];
        if (rest is ['.', ..])
        {
            after = Digits(rest[1..]);
            // More than eighteen digits are far below a nanosecond.
            var digits = rest[1..(1 + Math.Min(after, 18))];
            fraction = digits.IsEmpty ? 0 : ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            scale = Math.Pow(10, digits.Length);
            rest = rest[(1 + after)..];
        }

        return before + after > 0;
    }

    private static int Digits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? text.Length : end;

    private static ulong? UnitOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "\u00b5s" or "\u03bcs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };

    // The time package quotes for itself: every byte beyond ASCII is shown as such.
    private static string Quote(string text) => "\"" + string.Concat(Encoding.UTF8.GetBytes(text).Select(Escape)) + "\"";

    private static string Escape(byte value) => value switch
    {
        (byte)'"' => "\\\"",
        (byte)'\\' => "\\\\",
        < 0x20 or >= 0x80 => $"\\x{value:x2}",
        _ => ((char)value).ToString(),
    };
}
