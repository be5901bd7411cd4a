namespace VeleroFreeze.Core.Evidence;

/// <summary>Times as Go and Kubernetes write them: <c>2026-01-02T03:04:05Z</c>, with or without a fraction, in any zone.</summary>
internal static class Rfc3339
{
    private const int SecondsLength = 19;

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < SecondsLength + 1 || !TryDateAndTime(text, out var date) || !TryFraction(ref text, out var ticks))
        {
            return false;
        }

        // The last and the first day that there is may have no other zone.
        var shifted = date.Ticks + ticks;
        if (!TryZone(text, out var zone) || shifted - zone.Ticks < 0 || shifted - zone.Ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(shifted - zone.Ticks, TimeSpan.Zero);
        return true;
    }

    public static DateTimeOffset? Parse(string? text) =>
        text is { Length: <= 64 } && TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var time) ? time : null;

    private static bool TryDateAndTime(ReadOnlySpan<byte> text, out DateTime date)
    {
        date = default;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        int year = Number(text[..4]), month = Number(text[5..7]), day = Number(text[8..10]);
        int hour = Number(text[11..13]), minute = Number(text[14..16]), second = Number(text[17..19]);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        date = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>Leaves the zone. Digits beyond the seventh, a tenth of a microsecond, are dropped.</summary>
    private static bool TryFraction(ref ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        text = text[SecondsLength..];
        if (text[0] != '.')
        {
            return true;
        }

        text = text[1..];
        var digits = 0;
        for (; text is [>= (byte)'0' and <= (byte)'9', ..]; text = text[1..], digits++)
        {
            ticks = digits < 7 ? (ticks * 10) + (text[0] - '0') : ticks;
        }

        for (var i = digits; i < 7; i++)
        {
            ticks *= 10;
        }

        return digits is > 0 and <= 9;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out TimeSpan zone)
    {
        zone = TimeSpan.Zero;
        if (text is [(byte)'Z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
        {
            return false;
        }

        int hours = Number(text[1..3]), minutes = Number(text[4..6]);
        zone = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return hours is >= 0 and <= 23 && minutes is >= 0 and <= 59;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
