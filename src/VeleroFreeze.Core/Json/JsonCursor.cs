using System.Buffers;
using System.Text.Json;

namespace VeleroFreeze.Core.Json;

/// <summary>
/// Goes over a value that a JSON reader has found well-formed, by its brackets and quotes alone: a value that is not wanted costs one look at each of its
/// bytes. Text that is not well-formed ends in an exception or in nonsense, never behind its end.
/// </summary>
internal ref struct JsonCursor(ReadOnlyMemory<byte> json)
{
    private static readonly SearchValues<byte> EndOfWord = SearchValues.Create(",]} \t\r\n"u8);

    /// <summary>Between two tries with a block.</summary>
    private const int BytesAtATime = 16;

    private readonly ReadOnlySpan<byte> _span = json.Span;
    private int _depth;

    public int Position { get; private set; }

    /// <summary>What stands here; 0 behind the end.</summary>
    public readonly byte Here => (uint)Position < (uint)_span.Length ? _span[Position] : (byte)0;

    /// <summary>The bytes from a position to here.</summary>
    public readonly ReadOnlyMemory<byte> Since(int start) => json[start..Position];

    /// <summary>Goes into an object.</summary>
    /// <exception cref="JsonException">It is none, or too deep.</exception>
    public void Enter()
    {
        Expect((byte)'{');
        RequireDepth(++_depth);
    }

    /// <summary>Moves to the value of the next member, or out of the object.</summary>
    /// <param name="name">The name as it stands, quotes included.</param>
    public bool NextMember(out ReadOnlyMemory<byte> name)
    {
        SkipSpace();
        if (Here == (byte)',')
        {
            Position++;
            SkipSpace();
        }

        if (Here == (byte)'}')
        {
            Position++;
            _depth--;
            name = default;
            return false;
        }

        var start = Position;
        SkipString();
        name = Since(start);
        SkipSpace();
        Expect((byte)':');
        SkipSpace();
        return true;
    }

    /// <summary>Moves behind the value that starts here.</summary>
    /// <exception cref="JsonException">It nests too deep.</exception>
    public void SkipValue()
    {
        switch (Here)
        {
            case (byte)'"':
                SkipString();
                break;
            case (byte)'{' or (byte)'[':
                SkipContainer();
                break;
            default:
                SkipWord();
                break;
        }
    }

    private void SkipString()
    {
        Expect((byte)'"');
        while (true)
        {
            var next = _span[Position..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                throw Broken();
            }

            Position += next + 1;
            if (_span[Position - 1] == (byte)'"')
            {
                return;
            }

            // Whatever is escaped; of \u0041 the digits are none of the two.
            Position = Math.Min(Position + 1, _span.Length);
        }
    }

    private void SkipContainer()
    {
        var depth = _depth;
        do
        {
            while (TrySkipBlock(ref depth))
            {
            }

            SkipBrackets(ref depth);
        }
        while (depth > _depth);
    }

    /// <summary>Counts the brackets of a block at once, where the container can neither end in it nor become too deep.</summary>
    private bool TrySkipBlock(ref int depth)
    {
        if (depth == _depth || _span.Length - Position < JsonBlock.Bytes)
        {
            return false;
        }

        var block = new JsonBlock(_span[Position..]);
        var (deeper, higher) = block.Levels;
        if (block.Length == 0 || depth - higher <= _depth || depth + deeper >= JsonSlice.MaxDepth)
        {
            return false;
        }

        Position += block.Length;
        depth += deeper - higher;
        return true;
    }

    /// <summary>Goes on byte by byte for a while, over a string as a whole, or to the container's end.</summary>
    private void SkipBrackets(ref int depth)
    {
        var end = Math.Min(Position + BytesAtATime, _span.Length);
        if (Position == end)
        {
            throw Broken();
        }

        while (Position < end)
        {
            switch (_span[Position])
            {
                case (byte)'{' or (byte)'[':
                    RequireDepth(++depth);
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
                case (byte)'"':
                    SkipString();
                    continue;
            }

            Position++;
            if (depth == _depth)
            {
                return;
            }
        }
    }

    /// <summary>A number, true, false or null.</summary>
    private void SkipWord()
    {
        var length = _span[Position..].IndexOfAny(EndOfWord);
        Position = length < 0 ? _span.Length : Position + length;
    }

    private void SkipSpace()
    {
        while (Here is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            Position++;
        }
    }

    private void Expect(byte expected)
    {
        if (Here != expected)
        {
            throw Broken();
        }

        Position++;
    }

    private static void RequireDepth(int depth)
    {
        if (depth > JsonSlice.MaxDepth)
        {
            throw new JsonException($"the value nests deeper than {JsonSlice.MaxDepth} levels");
        }
    }

    private static JsonException Broken() => new("the value is not well-formed");
}
