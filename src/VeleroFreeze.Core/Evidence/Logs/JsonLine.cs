using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>A line of the JSON format (<c>velero server --log-format=json</c>): one object, its keys sorted.</summary>
internal static class JsonLine
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads what every line has, and checks the whole line on the way.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> line, out LineHead head)
    {
        head = default;
        // A cheap look first: an exception for each line of a file that is no log would cost minutes.
        if (line is not [(byte)'{', (byte)'"', .., (byte)'}'])
        {
            return false;
        }

        try
        {
            return TryWalk(line, out head);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads all of a line whose head was read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, LogEntry entry)
    {
        entry.Clear();
        var reader = new Utf8JsonReader(line, Options);
        reader.Read();
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!TryReadMember(ref reader, entry))
                {
                    return false;
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or bad UTF-8 in a string.
            return false;
        }
    }

    private static bool TryWalk(ReadOnlySpan<byte> line, out LineHead head)
    {
        head = default;
        var reader = new Utf8JsonReader(line, Options);
        DateTimeOffset? at = null;
        ReadOnlySpan<byte> message = default, level = default, backup = default;
        var messages = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isTime, isLevel, isMessage) = (reader.ValueTextEquals("time"u8), reader.ValueTextEquals("level"u8), reader.ValueTextEquals("msg"u8));
            var isBackup = reader.ValueTextEquals("backup"u8);
            reader.Read();
            backup = isBackup && reader.TokenType == JsonTokenType.String ? reader.ValueSpan : backup;
            if (isTime || isLevel || isMessage)
            {
                if (reader.TokenType != JsonTokenType.String)
                {
                    return false;
                }

                at = !isTime ? at : at is null && Rfc3339.TryParse(reader.ValueSpan, out var time) ? time : throw new JsonException("the time of a line");
                level = isLevel ? reader.ValueSpan : level;
                message = isMessage ? reader.ValueSpan : message;
                messages += isMessage ? 1 : 0;
            }

            reader.Skip();
        }

        // Throws for whatever follows the object.
        _ = reader.Read();
        var known = LogLevel.Of(level);
        head = new LineHead(at.GetValueOrDefault(), known.GetValueOrDefault(), message, backup);
        return at is not null && messages <= 1 && known is not null;
    }

    private static bool TryReadMember(ref Utf8JsonReader reader, LogEntry entry)
    {
        var isMessage = reader.ValueTextEquals("msg"u8);
        var field = reader.HasValueSequence || reader.ValueIsEscaped ? null : LogFields.Find(reader.ValueSpan);
        reader.Read();
        if (isMessage)
        {
            entry.Message = reader.GetString()!;
        }
        else if (field == LogField.HookCommand)
        {
            return TryReadArguments(ref reader, entry);
        }
        else if (field is { } known)
        {
            return reader.TokenType == JsonTokenType.String && entry.TrySet(known, reader.GetString()!);
        }

        reader.Skip();
        return true;
    }

    private static bool TryReadArguments(ref Utf8JsonReader reader, LogEntry entry)
    {
        if (reader.TokenType != JsonTokenType.StartArray || entry.Arguments is not null)
        {
            return false;
        }

        var arguments = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            arguments.Add(reader.GetString()!);
        }

        entry.Arguments = arguments;
        // As the text format shows it: the one name of an execution in both.
        return reader.TokenType == JsonTokenType.EndArray && entry.TrySet(LogField.HookCommand, $"[{string.Join(' ', arguments)}]");
    }
}
