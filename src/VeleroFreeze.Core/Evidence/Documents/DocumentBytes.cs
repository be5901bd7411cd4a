using System.Text.Json;
using VeleroFreeze.Core.Evidence.Unpacking;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary>The whole text of a document that is held in memory.</summary>
internal static class DocumentBytes
{
    // A parsed document takes 12 bytes a token beside its text; 20,000 volumes have 1.5 million.
    private const int MostTokens = 4_000_000;

    private const int InitialBuffer = 16 << 10;

    /// <returns>What is wrong with the artifact; null with all of its bytes.</returns>
    public static ReadFault? TryRead(ArtifactContent content, out ReadOnlyMemory<byte> bytes)
    {
        using var stream = ArtifactStream.Open(content, ReadLimits.Document);
        var buffer = new byte[InitialBuffer];
        var length = 0;
        for (int count; (count = stream.Read(buffer, length, buffer.Length - length)) > 0;)
        {
            length += count;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length * 2);
            }
        }

        bytes = buffer.AsMemory(0, length);
        return stream.Fault;
    }

    /// <summary>Looks at the document before memory is spent on it: well-formed to its end, and not more than is read.</summary>
    /// <exception cref="JsonException">It is no JSON document.</exception>
    public static bool HasTooManyTokens(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonSlice.MaxDepth });
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens > MostTokens;
    }
}
