using System.Text.Json;

namespace VeleroFreeze.Core.Json;

/// <summary>Parses a document of our own, which somebody else may have changed meanwhile.</summary>
internal static class JsonInput
{
    /// <summary>Bytes; a report of 10,000 VMs with three disks each has less than 10 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int MaxDepth = 16;

    /// <exception cref="FormatException">It is too large or no JSON object; the message is a sentence that names it.</exception>
    public static JsonDocument Parse(ReadOnlySpan<byte> json, string what)
    {
        if (json.Length > MaxBytes)
        {
            throw new FormatException($"{what} has {json.Length} bytes; at most {MaxBytes} are read.");
        }

        var document = ParseOne(json, what);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new FormatException($"{what} is no JSON object.");
    }

    private static JsonDocument ParseOne(ReadOnlySpan<byte> json, string what)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            var document = JsonDocument.ParseValue(ref reader);
            // Also throws where something follows the object.
            reader.Read();
            return document;
        }
        catch (JsonException e)
        {
            throw new FormatException($"{what} is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine}.", e);
        }
    }
}
