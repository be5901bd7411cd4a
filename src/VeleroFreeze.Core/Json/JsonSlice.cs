using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace VeleroFreeze.Core.Json;

/// <summary>
/// One JSON value, which a JSON reader has found well-formed, as the bytes it stands in. Members are found by scanning, so reading a few fields of a large
/// document allocates next to nothing, where a tree of it costs up to forty times its size.
/// </summary>
/// <param name="Utf8">The bytes of the value, without surrounding white space.</param>
public readonly record struct JsonSlice(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Deeper documents are refused; a real virtual machine has fewer than 20 levels.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    public JsonValueKind Kind => Utf8.Span is [var first, ..]
        ? first switch
        {
            (byte)'{' => JsonValueKind.Object,
            (byte)'[' => JsonValueKind.Array,
            (byte)'"' => JsonValueKind.String,
            (byte)'t' => JsonValueKind.True,
            (byte)'f' => JsonValueKind.False,
            (byte)'n' => JsonValueKind.Null,
            _ => JsonValueKind.Number,
        }
        : JsonValueKind.Undefined;

    /// <summary>Reads a whole document and checks that it is well-formed to its end.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON value, or nest deeper than <see cref="MaxDepth"/>.</exception>
    public static JsonSlice Parse(ReadOnlyMemory<byte> document)
    {
        var reader = new Utf8JsonReader(document.Span, ReaderOptions);
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        if (reader.Read())
        {
            throw new JsonException("there is more after the end of the JSON value");
        }

        return new JsonSlice(document[start..end]);
    }

    /// <summary>The members in their order; none when this is not an object.</summary>
    public JsonMembers Members() => new(Kind == JsonValueKind.Object ? Utf8 : default);

    /// <summary>The text of a string value, null for any other kind.</summary>
    /// <exception cref="InvalidOperationException">The string is not valid UTF-8 or holds a lone surrogate.</exception>
    public string? AsString() => Kind == JsonValueKind.String ? JsonText.Decode(Utf8.Span) : null;
}

/// <summary>Walks the members of an object.</summary>
public ref struct JsonMembers
{
    private readonly bool _isObject;
    private JsonCursor _cursor;
    private JsonMember _current;
    private bool _isInside;

    internal JsonMembers(ReadOnlyMemory<byte> json)
    {
        _isObject = !json.IsEmpty;
        _cursor = new JsonCursor(json);
    }

    public readonly JsonMember Current => _current;

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!_isObject)
        {
            return false;
        }

        if (!_isInside)
        {
            _cursor.Enter();
            _isInside = true;
        }

        if (!_cursor.NextMember(out var name))
        {
            return false;
        }

        var start = _cursor.Position;
        _cursor.SkipValue();
        _current = new JsonMember(name, new JsonSlice(_cursor.Since(start)));
        return true;
    }
}

/// <summary>One member of an object.</summary>
/// <param name="NameUtf8">The name as it stands, quotes included.</param>
/// <param name="Value">The value.</param>
public readonly record struct JsonMember(ReadOnlyMemory<byte> NameUtf8, JsonSlice Value)
{
    public string Name => JsonText.Decode(NameUtf8.Span);

    public bool NameIs(ReadOnlySpan<byte> name)
    {
        var raw = NameUtf8.Span[1..^1];
        // An escape is longer than what it stands for.
        return raw.Length <= name.Length
            ? raw.SequenceEqual(name) && !raw.Contains((byte)'\\')
            : raw.Contains((byte)'\\') && JsonText.Is(NameUtf8.Span, name);
    }
}

internal static class JsonText
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static string Decode(ReadOnlySpan<byte> quoted)
    {
        var raw = quoted[1..^1];
        if (!raw.Contains((byte)'\\') && Utf8.IsValid(raw))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.GetString()!;
    }

    public static bool Is(ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return reader.ValueTextEquals(text);
    }

    /// <summary>A text as a JSON string, quotes included. Nothing is escaped but what has to be, as Kubernetes writes it.</summary>
    public static byte[] Quote(string text)
    {
        var quoted = new byte[Encoding.UTF8.GetByteCount(text) + 2];
        var written = Encoding.UTF8.GetBytes(text, quoted.AsSpan(1));
        if (Encoder.FindFirstCharacterToEncodeUtf8(quoted.AsSpan(1, written)) >= 0)
        {
            return [(byte)'"', .. JsonEncodedText.Encode(text, Encoder).EncodedUtf8Bytes, (byte)'"'];
        }

        quoted[0] = quoted[^1] = (byte)'"';
        return quoted;
    }
}
