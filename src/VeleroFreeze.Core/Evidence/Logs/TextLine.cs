using System.Buffers;
using System.Text;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>A line of logrus' text format: <c>time="…" level=… msg="…"</c>, then all other fields by key.</summary>
internal static class TextLine
{
    private static readonly SearchValues<byte> Bare =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/@^+"u8);

    private static ReadOnlySpan<byte> MessageKey => " msg="u8;

    /// <summary>Reads what every line has; the rest is left alone, because few lines matter.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> line, LineBeginning beginning, out LineHead head)
    {
        var isRead = beginning.TryRead(line, out var rest);
        head = isRead ? new LineHead(beginning.At, beginning.Level, MessageOf(rest), BackupOf(rest)) : default;
        return isRead;
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

    /// <summary>
    /// The field <c>backup</c>. Keys are sorted by their bytes behind the message, so that only capital ones such as <c>Source PVC</c> come before it. The
    /// message is passed over as a whole, because anybody's text may stand in it.
    /// </summary>
    private static ReadOnlySpan<byte> BackupOf(ReadOnlySpan<byte> rest)
    {
        while (rest is [(byte)' ', ..])
        {
            rest = rest[1..];
            var equals = rest.IndexOf((byte)'=');
            var key = equals <= 0 ? default : rest[..equals];
            var order = key.SequenceEqual("msg"u8) ? -1 : key.SequenceCompareTo("backup"u8);
            rest = rest[(equals + 1)..];
            var length = ValueLength(rest);
            if (key.IsEmpty || order >= 0)
            {
                return order == 0 ? rest[..length] : default;
            }

            rest = rest[length..];
        }

        return default;
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
        var length = ValueLength(line);
        value = line[..length];
        line = line[length..];
        var ended = line.IsEmpty || line[0] == (byte)' ';
        line = line.IsEmpty ? line : line[1..];
        return ended && (length > 0 || !isQuoted);
    }

    /// <summary>The length of the value that the bytes begin with; 0 for a quoted one without an end.</summary>
    private static int ValueLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [(byte)'"', ..])
        {
            return GoUnquote.Measure(bytes);
        }

        var bare = bytes.IndexOfAnyExcept(Bare);
        return bare < 0 ? bytes.Length : bare;
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
