using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>A place in a file as people count it: both from 1, columns in characters.</summary>
internal readonly record struct SourcePosition(int Line, int Column);

/// <summary>The characters of a file and the lines they stand in. Offsets count UTF-16 units, as the parser does.</summary>
internal sealed class SourceText
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly List<int> _lineStarts = [0];
    private readonly bool _hasMark;

    private SourceText(string text)
    {
        _hasMark = text.StartsWith(ByteOrderMark);
        Text = _hasMark ? text[1..] : text;
        for (var i = 0; i < Text.Length; i++)
        {
            if (Text[i] == '\n' || (Text[i] == '\r' && (i + 1 == Text.Length || Text[i + 1] != '\n')))
            {
                _lineStarts.Add(i + 1);
            }
        }
    }

    /// <summary>Without the byte order mark.</summary>
    public string Text { get; }

    public int Length => Text.Length;

    /// <summary>Reads bytes as UTF-8.</summary>
    /// <returns>The text. When the bytes are no UTF-8, the text in front of the first wrong byte, and false.</returns>
    public static bool TryDecode(byte[] bytes, out SourceText text)
    {
        var characters = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, characters, out _, out var written, replaceInvalidSequences: false);
        text = new SourceText(new string(characters, 0, written));
        return status == OperationStatus.Done;
    }

    /// <summary>The bytes of another text, with a byte order mark if this one has it.</summary>
    public byte[] Encode(string text) => Encoding.UTF8.GetBytes(_hasMark ? ByteOrderMark + text : text);

    public SourcePosition PositionOf(int offset)
    {
        var line = LineOf(offset);
        var column = 1;
        foreach (var _ in Text.AsSpan(_lineStarts[line], offset - _lineStarts[line]).EnumerateRunes())
        {
            column++;
        }

        return new SourcePosition(line + 1, column);
    }

    /// <summary>The line an offset stands in, from 0.</summary>
    public int LineOf(int offset)
    {
        var index = _lineStarts.BinarySearch(offset);
        return index >= 0 ? index : ~index - 1;
    }

    public int LineStart(int offset) => _lineStarts[LineOf(offset)];

    /// <summary>Where the line behind this one starts; the end of the text when there is none.</summary>
    public int NextLineStart(int offset)
    {
        var next = LineOf(offset) + 1;
        return next < _lineStarts.Count ? _lineStarts[next] : Text.Length;
    }

    /// <summary>Every line with its line break.</summary>
    public IEnumerable<string> Lines() =>
        _lineStarts.Select((start, index) => Text[start..(index + 1 < _lineStarts.Count ? _lineStarts[index + 1] : Text.Length)]);

    /// <summary>What stands in front of an offset in its line.</summary>
    public string LinePrefix(int offset) => Text[LineStart(offset)..offset];

    /// <summary>How far an offset is from the start of its line.</summary>
    public int ColumnOf(int offset) => offset - LineStart(offset);

    /// <summary>How the line of an offset ends; a last line without an end takes that of the first line.</summary>
    public string LineBreakAt(int offset) => BreakOfLine(LineOf(offset)) ?? BreakOfLine(0) ?? "\n";

    private string? BreakOfLine(int line)
    {
        if (line + 1 >= _lineStarts.Count)
        {
            return null;
        }

        var end = _lineStarts[line + 1];
        return Text[end - 1] == '\r' ? "\r" : end >= 2 && Text[end - 2] == '\r' ? "\r\n" : "\n";
    }
}
