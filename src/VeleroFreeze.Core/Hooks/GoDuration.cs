using System.Globalization;
using System.Text;

namespace VeleroFreeze.Core.Hooks;

/// <summary>
/// A duration as Go's <c>time.ParseDuration</c> reads it, which is how Velero reads hook timeouts:
/// an optional sign and one or more decimal numbers, each with a unit of <c>ns us µs ms s m h</c>. There is no day, and a bare number is an error.
/// </summary>
/// <param name="Nanoseconds">The length in nanoseconds; Go's own resolution and range (about 292 years either way).</param>
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    private const long Second = 1_000_000_000;

    public static GoDuration FromSeconds(long seconds) => new(checked(seconds * Second));

    /// <summary>True when the duration is a whole number of seconds.</summary>
    public bool IsWholeSeconds => Nanoseconds % Second == 0;

    /// <summary>The length in seconds, cut towards zero.</summary>
    public long WholeSeconds => Nanoseconds / Second;

    /// <summary>Parses all of Go's duration syntax.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="duration">The duration, or zero when the text is not one.</param>
    /// <param name="error">Null, or Go's own words for what is wrong, as Velero's log prints them.</param>
    public static bool TryParse(string text, out GoDuration duration, out string? error)
    {
        duration = default;
        error = null;
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        if (!TryTakeTerms(rest, text, out var total, out error))
        {
            return false;
        }

        if (!negative && total > long.MaxValue)
        {
            error = Invalid(text);
            return false;
        }

        duration = new GoDuration(negative ? unchecked(-(long)total) : (long)total);
        return true;
    }

    /// <summary>The sum of all terms, at most 2^63.</summary>
    private static bool TryTakeTerms(ReadOnlySpan<char> rest, string text, out ulong total, out string? error)
    {
        total = 0;
        error = rest.IsEmpty ? Invalid(text) : null;
        while (!rest.IsEmpty)
        {
            if (!TryTakeTerm(ref rest, text, out var term, out error))
            {
                return false;
            }

            total += term;
            if (term > 1UL << 63 || total > 1UL << 63)
            {
                error = Invalid(text);
                return false;
            }
        }

        return error is null;
    }

    /// <summary>The text as seconds with a trailing <c>s</c>, such as <c>75s</c> or <c>1.5s</c>: valid for Velero, and what CEL's <c>string(duration)</c> gives.</summary>
    public string ToSecondsText()
    {
        var fraction = Math.Abs(Nanoseconds % Second);
        var sign = Nanoseconds < 0 && WholeSeconds == 0 ? "-" : "";
        var text = sign + WholeSeconds.ToString(CultureInfo.InvariantCulture);
        return fraction == 0
            ? text + "s"
            : text + "." + fraction.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0') + "s";
    }

    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public static bool operator <(GoDuration left, GoDuration right) => left.CompareTo(right) < 0;

    public static bool operator >(GoDuration left, GoDuration right) => left.CompareTo(right) > 0;

    public static bool operator <=(GoDuration left, GoDuration right) => left.CompareTo(right) <= 0;

    public static bool operator >=(GoDuration left, GoDuration right) => left.CompareTo(right) >= 0;

    /// <summary>The text as Go prints a duration: <c>1m15s</c>, <c>500ms</c>, <c>0s</c>. Velero's <c>timed out after 1m15s</c> uses it.</summary>
    public override string ToString()
    {
        if (Nanoseconds == 0)
        {
            return "0s";
        }

        var magnitude = Nanoseconds == long.MinValue ? 1UL << 63 : (ulong)Math.Abs(Nanoseconds);
        var text = new StringBuilder(Nanoseconds < 0 ? "-" : "");
        if (magnitude < Second)
        {
            var (unit, name) = magnitude < 1_000 ? (1UL, "ns") : magnitude < 1_000_000 ? (1_000UL, "µs") : (1_000_000UL, "ms");
            return AppendDecimal(text, magnitude, unit).Append(name).ToString();
        }

        var hours = magnitude / (3600UL * Second);
        var minutes = magnitude / (60UL * Second) % 60;
        if (hours > 0)
        {
            text.Append(hours).Append('h');
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(minutes).Append('m');
        }

        return AppendDecimal(text, magnitude % (60UL * Second), Second).Append('s').ToString();
    }

    private static StringBuilder AppendDecimal(StringBuilder text, ulong value, ulong unit)
    {
        text.Append(value / unit);
        var fraction = (value % unit).ToString(CultureInfo.InvariantCulture);
        if (fraction == "0")
        {
            return text;
        }

        var digits = unit.ToString(CultureInfo.InvariantCulture).Length - 1;
        return text.Append('.').Append(fraction.PadLeft(digits, '0').TrimEnd('0'));
    }

    private static bool TryTakeTerm(ref ReadOnlySpan<char> rest, string text, out ulong nanoseconds, out string? error)
    {
        nanoseconds = 0;
        if (!TryTakeNumber(ref rest, out var whole, out var fraction, out var scale))
        {
            error = Invalid(text);
            return false;
        }

        var end = rest.IndexOfAnyInRange('0', '9');
        var dot = rest.IndexOf('.');
        end = end < 0 || (dot >= 0 && dot < end) ? dot : end;
        var unitText = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..];
        if (unitText.IsEmpty)
        {
            error = $"time: missing unit in duration {GoQuote.Of(text)}";
            return false;
        }

        var unit = UnitNanoseconds(unitText);
        if (unit == 0)
        {
            error = $"time: unknown unit {GoQuote.Of(unitText)} in duration {GoQuote.Of(text)}";
            return false;
        }

        error = whole > (1UL << 63) / unit ? Invalid(text) : null;
        nanoseconds = error is null ? (whole * unit) + (ulong)(fraction * (unit / scale)) : 0;
        return error is null;
    }

    /// <summary>Digits, an optional dot and digits. Like Go, digits of a fraction that would overflow are read and dropped.</summary>
    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out ulong whole, out ulong fraction, out double scale)
    {
        whole = 0;
        fraction = 0;
        scale = 1;
        var start = rest.Length;
        for (; rest is [>= '0' and <= '9', ..]; rest = rest[1..])
        {
            if (whole > (1UL << 63) / 10)
            {
                return false;
            }

            whole = (whole * 10) + (ulong)(rest[0] - '0');
        }

        var digits = start - rest.Length;
        if (rest is not ['.', ..])
        {
            return digits > 0 && whole <= 1UL << 63;
        }

        rest = rest[1..];
        var overflowed = false;
        for (; rest is [>= '0' and <= '9', ..]; rest = rest[1..])
        {
            digits++;
            var digit = (ulong)(rest[0] - '0');
            overflowed |= fraction > long.MaxValue / 10 || (fraction * 10) + digit > 1UL << 63;
            if (!overflowed)
            {
                fraction = (fraction * 10) + digit;
                scale *= 10;
            }
        }

        return digits > 0 && whole <= 1UL << 63;
    }

    private static ulong UnitNanoseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "\u00b5s" or "\u03bcs" => 1_000,
        "ms" => 1_000_000,
        "s" => Second,
        "m" => 60 * Second,
        "h" => 3600 * Second,
        _ => 0,
    };

    private static string Invalid(string text) => $"time: invalid duration {GoQuote.Of(text)}";
}
