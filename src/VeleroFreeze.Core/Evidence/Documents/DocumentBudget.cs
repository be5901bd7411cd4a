using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary>
/// How much all documents of one backup may hold together, found out before memory is spent on them: a few kilobytes can unpack to millions of empty
/// entries. 20,000 volumes need some 42 Mi.
/// </summary>
/// <param name="letters">Characters, with an allowance for what surrounds them; 56 Mi are some 112 MiB of memory.</param>
internal sealed class DocumentBudget(int letters = 56 << 20)
{
    // A parsed document takes 12 bytes a token beside its text; 20,000 volumes have 1.5 million.
    private const int MostTokens = 2_500_000;

    // What an object and a text take in memory beside their characters, in characters.
    private const int AroundObject = 100;
    private const int AroundText = 40;

    private int _left = letters;

    /// <summary>Takes what a document can cost at most; false when that is more than is left, and then nothing is taken.</summary>
    /// <exception cref="JsonException">It is no JSON document, or not one to its end.</exception>
    public bool Take(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonSlice.MaxDepth });
        long cost = json.Length;
        var tokens = 0;
        var isMember = false;
        while (reader.Read())
        {
            tokens++;
            // Of members, objects have few; lists have as many entries as somebody likes.
            cost += isMember ? 0 : Around(reader.TokenType);
            isMember = reader.TokenType == JsonTokenType.PropertyName;
        }

        if (tokens > MostTokens || cost > _left)
        {
            return false;
        }

        _left -= (int)cost;
        return true;
    }

    private static int Around(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => AroundObject,
        JsonTokenType.String => AroundText,
        _ => 0,
    };
}
