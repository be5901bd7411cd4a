using System.Buffers;
using System.Text;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>A line of logrus' text format: <c>time="…" level=… msg="…"</c>, then all other fields by key.</summary>
internal static class TextLine
{
    private static readonly SearchValues<byte> Bare =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/@^+"u8);

    private static ReadOnlySpan<byte> Time => "time=\""u8;

    private static ReadOnlySpan<byte> Level => "\" level="u8;

    private static ReadOnlySpan<byte> MessageKey => " msg="u8;

    /// <summary>Reads what every line has; the rest is left alone, because few lines matter.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> line, out LineHead head)
    {
        head = default;
        if (!line.StartsWith(Time))
        {
            return false;
        }

        var rest = line[Time.Length..];
        var end = rest.IndexOf(Level);
        if (end < 0 || !Rfc3339.TryParse(rest[..end], out var at))
        {
            return false;
        }

        rest = rest[(end + Level.Length)..];
        var space = rest.IndexOf((byte)' ');
        var level = space < 0 ? rest : rest[..space];
        if (!LogLevel.IsKnown(level))
        {
            return false;
        }

        head = new LineHead(at, LogLevel.IsInformation(level), MessageOf(rest[level.Length..]));
        return true;
    }

    /// <summary>Reads the whole line.</summary>
    /// <returns>False when it is not what logrus writes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, LogEntry entry)
    {
        entry.Clear();
        var hasMessage = false;
        while (!line.IsEmpty)
        {
            // Keys are never quoted, and some hold blanks: "Source PVC".
            var equals = line.IndexOf((byte)'=');
            if (equals <= 0 || line[..equals].Contains((byte)'"'))
            {
                return false;
            }

            var key = line[..equals];
            line = line[(equals + 1)..];
            if (!TryTakeValue(ref line, out var value) || !TryStore(entry, key, value, ref hasMessage))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The beginning of the message, without the quote, as it is escaped.</summary>
    private static ReadOnlySpan<byte> MessageOf(ReadOnlySpan<byte> rest)
    {
        rest = rest.StartsWith(MessageKey) ? rest[MessageKey.Length..] : default;
        return rest is [(byte)'"', ..] ? rest[1..] : rest;
    }

    private static bool TryStore(LogEntry entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref bool hasMessage)
    {
        var field = LogFields.Find(key);
        var isMessage = key.SequenceEqual("msg"u8);
        if (field is null && !isMessage)
        {
            return true;
        }

        if (!TryDecode(value, out var text) || (isMessage && hasMessage))
        {
            return false;
        }

        if (isMessage)
        {
            entry.Message = text;
            hasMessage = true;
        }

        return field is not { } known || entry.TrySet(known, text);
    }

    private static bool TryTakeValue(ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        var isQuoted = line is [(byte)'"', ..];
        var bare = line.IndexOfAnyExcept(Bare);
        var length = isQuoted ? GoUnquote.Measure(line) : bare < 0 ? line.Length : bare;
        value = line[..length];
        line = line[length..];
        var ended = line.IsEmpty || line[0] == (byte)' ';
        line = line.IsEmpty ? line : line[1..];
        return ended && (length > 0 || !isQuoted);
    }

    private static bool TryDecode(ReadOnlySpan<byte> value, out string text)
    {
        if (value is [(byte)'"', ..])
        {
            return GoUnquote.TryDecode(value, out text);
        }

        text = Encoding.ASCII.GetString(value);
        return true;
    }
}
