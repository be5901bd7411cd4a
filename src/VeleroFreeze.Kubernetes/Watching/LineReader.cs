namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>
/// Cuts a stream into lines of bounded length. A line is valid until the next one is read; memory taken for a long line is given back.
/// </summary>
/// <param name="read">Fills the buffer and returns how many bytes came; 0 at the end.</param>
/// <param name="maxBytes">The longest line.</param>
internal sealed class LineReader(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, int maxBytes)
{
    private const int UsualSize = 16 * 1024;

    private byte[] _buffer = new byte[UsualSize];
    private int _start;
    private int _searched;
    private int _end;

    /// <returns>The next line without its end; null when the stream ended. What stands after the last line end was cut off and is dropped.</returns>
    /// <exception cref="InvalidDataException">A line is longer than the bound.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, _searched + found - _start);
                _start = _searched = _searched + found + 1;
                return line;
            }

            _searched = _end;
            MakeRoom();
            var count = await read(_buffer.AsMemory(_end), cancellation);
            if (count == 0)
            {
                return null;
            }

            _end += count;
        }
    }

    private void MakeRoom()
    {
        var pending = _end - _start;
        if (pending > maxBytes)
        {
            throw new InvalidDataException($"a line of more than {maxBytes:N0} bytes");
        }

        if (_end < _buffer.Length && pending > 0)
        {
            return;
        }

        // Everything was taken: back to the usual size. Else the pending part moves to the front, of a larger buffer where it fills this one.
        var size = pending == 0 ? UsualSize : pending == _buffer.Length ? _buffer.Length * 2 : _buffer.Length;
        var target = size == _buffer.Length ? _buffer : new byte[size];
        _buffer.AsSpan(_start, pending).CopyTo(target);
        _buffer = target;
        _start = 0;
        _searched = _end = pending;
    }
}
