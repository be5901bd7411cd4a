namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>Cuts a stream into lines, in a buffer that holds a few of them. A line that is too long is passed over, up to its end.</summary>
internal sealed class LineReader(Stream stream, int longest)
{
    /// <summary>Of ASCII, but for DEL.</summary>
    public const byte LastControl = 0x1f;

    private const int InitialBuffer = 64 << 10;

    private byte[] _buffer = new byte[Math.Min(InitialBuffer, longest + 1)];
    private int _start;
    private int _end;
    private bool _streamEnded;

    /// <summary>True for a line that was longer than is read; its bytes are not given.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>True for a line that holds control characters; a carriage return at its end is one.</summary>
    public bool HasControls { get; private set; }

    /// <summary>True when the line ended with the stream and not with a newline.</summary>
    public bool IsUnfinished { get; private set; }

    /// <returns>False at the end. The line is good until the next call.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        IsTooLong = HasControls = false;
        for (var searched = 0; ;)
        {
            var newline = NewlineIn(_buffer.AsSpan(_start + searched, _end - _start - searched));
            if (newline >= 0)
            {
                line = IsTooLong ? default : _buffer.AsSpan(_start, searched + newline);
                _start += searched + newline + 1;
                return true;
            }

            searched = _end - _start;
            if (searched > longest)
            {
                IsTooLong = true;
            }

            if (IsTooLong)
            {
                _start = _end;
                searched = 0;
            }

            if (!TryFill())
            {
                return TryTakeRest(out line);
            }
        }
    }

    /// <summary>One look for both: a newline is a control character, and in a log of Velero the only one.</summary>
    private int NewlineIn(ReadOnlySpan<byte> bytes)
    {
        var control = bytes.IndexOfAnyInRange((byte)0, LastControl);
        if (control < 0 || bytes[control] == (byte)'\n')
        {
            return control;
        }

        HasControls = true;
        var newline = bytes[control..].IndexOf((byte)'\n');
        return newline < 0 ? newline : control + newline;
    }

    private bool TryTakeRest(out ReadOnlySpan<byte> line)
    {
        line = _buffer.AsSpan(_start, _end - _start);
        _start = _end;
        var isLine = IsTooLong || !line.IsEmpty;
        IsUnfinished |= isLine;
        return isLine;
    }

    private bool TryFill()
    {
        if (_streamEnded)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, longest + 1));
        }

        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _streamEnded = count == 0;
        return count > 0;
    }
}
