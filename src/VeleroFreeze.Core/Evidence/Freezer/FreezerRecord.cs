using System.Text;
using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Freezer;

/// <summary>One line that virt-freezer wrote: a JSON object of six known members.</summary>
internal sealed record FreezerRecord(string Level, string Message, string? Reason, DateTimeOffset At)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1 };

    /// <returns>Null for whatever virt-freezer does not write: other members, members twice, another component, no time, no JSON.</returns>
    public static FreezerRecord? Read(string line)
    {
        try
        {
            var members = ReadMembers(Encoding.UTF8.GetBytes(line));
            return members is not null
                && members.GetValueOrDefault("component") == "freezer"
                && members.TryGetValue("level", out var level)
                && members.TryGetValue("msg", out var message)
                && members.ContainsKey("pos")
                && Rfc3339.Parse(members.GetValueOrDefault("timestamp")) is { } at
                    ? new FreezerRecord(level, message, members.GetValueOrDefault("reason"), at)
                    : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Dictionary<string, string>? ReadMembers(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var members = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String
                || name is not ("component" or "level" or "msg" or "pos" or "reason" or "timestamp")
                || !members.TryAdd(name, reader.GetString()!))
            {
                return null;
            }
        }

        // Throws for whatever follows the object.
        _ = reader.Read();
        return members;
    }
}
