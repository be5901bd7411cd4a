using System.Globalization;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>Points in time: seconds and nanoseconds since 1970.</summary>
internal static class Timestamps
{
    private const int NanosecondsPerTick = 100;

    /// <summary>Null for a time that was never set, which is written as an empty message.</summary>
    public static JsonNode? Read(ReadOnlySpan<byte> data)
    {
        var (seconds, nanoseconds) = (0L, 0L);
        var reader = new WireReader(data);
        while (reader.Next(out var wire))
        {
            if (wire.Number == 1)
            {
                seconds = (long)wire.Value;
            }
            else
            {
                nanoseconds = (long)wire.Value;
            }
        }

        if (seconds <= 0)
        {
            return null;
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / NanosecondsPerTick);
        return time.ToString(nanoseconds == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
    }
}
