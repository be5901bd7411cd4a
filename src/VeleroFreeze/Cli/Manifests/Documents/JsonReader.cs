using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>Reads a file of one JSON value after another, with the position of everything in it.</summary>
internal ref struct JsonReader
{
    private readonly byte[] _bytes;
    private readonly SourceText _source;
    private Utf8JsonReader _reader;
    private int _knownByte;
    private int _knownOffset;

    private JsonReader(SourceText source)
    {
        _source = source;
        _bytes = Encoding.UTF8.GetBytes(source.Text);
        _reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { MaxDepth = JsonSlice.MaxDepth, AllowMultipleValues = true });
    }

    /// <summary>True for a text that only JSON starts like; a template or a flow mapping of YAML may start with a brace as well.</summary>
    public static bool LooksLikeJson(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        var inside = trimmed.IsEmpty ? trimmed : trimmed[1..].TrimStart();
        return trimmed switch
        {
            ['{', ..] => inside is [] or ['"' or '}', ..],
            ['[', ..] => inside is [] or ['"' or '{' or '[' or ']', ..],
            _ => false,
        };
    }

    public static IReadOnlyList<SourceDocument> Read(SourceText source)
    {
        var documents = new List<SourceDocument>();
        var reader = new JsonReader(source);
        var start = 0;
        try
        {
            while (reader._reader.Read())
            {
                var root = reader.Node();
                documents.Add(new SourceDocument(start, root.End, IsJson: true, [root], Error: null));
                start = root.End;
            }
        }
        catch (JsonException e)
        {
            var error = new ManifestException(reader.OffsetOf(e), "invalid JSON: " + Sentence(e));
            documents.Add(new SourceDocument(start, source.Length, IsJson: true, [], error));
        }
        catch (ManifestException e)
        {
            documents.Add(new SourceDocument(start, source.Length, IsJson: true, [], e));
        }

        return documents;
    }

    private SourceNode Node() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => Mapping(),
        JsonTokenType.StartArray => Sequence(),
        _ => Scalar(),
    };

    private MappingNode Mapping()
    {
        var start = Offset(_reader.TokenStartIndex);
        var entries = new List<SourceEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Scalar();
            if (!names.Add(key.Value))
            {
                throw new ManifestException(key.Start, $"duplicate key {key.Value}");
            }

            _reader.Read();
            entries.Add(new SourceEntry(key.Value, key, Node()));
        }

        return new MappingNode(start, Offset(_reader.BytesConsumed), entries) { IsFlow = true, Open = start };
    }

    private SequenceNode Sequence()
    {
        var start = Offset(_reader.TokenStartIndex);
        var items = new List<SourceNode>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Node());
        }

        return new SequenceNode(start, Offset(_reader.BytesConsumed), items);
    }

    private ScalarNode Scalar()
    {
        var start = Offset(_reader.TokenStartIndex);
        var isText = _reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        // Of a name the reader has consumed the colon too.
        var end = Offset(_reader.TokenStartIndex + _reader.ValueSpan.Length + (isText ? 2 : 0));
        return new ScalarNode(start, end, isText ? Text(start) : _source.Text[start..end], isText ? ScalarForm.DoubleQuoted : ScalarForm.Plain);
    }

    private readonly string Text(int start)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ManifestException(start, "invalid JSON: half of a surrogate pair is missing in this string");
        }
    }

    // Bytes are asked for in rising order nearly always, so counting goes on from the last one.
    private int Offset(long at)
    {
        var index = (int)at;
        if (index < _knownByte)
        {
            (_knownByte, _knownOffset) = (0, 0);
        }

        _knownOffset += Encoding.UTF8.GetCharCount(_bytes, _knownByte, index - _knownByte);
        _knownByte = index;
        return _knownOffset;
    }

    private int OffsetOf(JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0);
        var start = 0;
        for (; line > 0; line--)
        {
            start += _bytes.AsSpan(start).IndexOf((byte)'\n') + 1;
        }

        var at = Math.Min(start + (int)(e.BytePositionInLine ?? 0), _bytes.Length);
        while (at > 0 && at < _bytes.Length && (_bytes[at] & 0xC0) == 0x80)
        {
            at--;
        }

        return Offset(at);
    }

    // The reader adds the position and, to people, an unknown path.
    private static string Sentence(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var message = (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
        return message.Contains("Expected depth to be zero", StringComparison.Ordinal)
            ? "it ends before everything that was opened is closed"
            : message;
    }
}
