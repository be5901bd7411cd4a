namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>The beginning of a line in the text format, <c>time="…" level=…</c>. Lines of the same second have the same, which is then not read again.</summary>
internal sealed class LineBeginning
{
    private readonly byte[] _bytes = new byte[64];
    private int _length;

    public DateTimeOffset At { get; private set; }

    public LineLevel Level { get; private set; }

    private static ReadOnlySpan<byte> Time => "time=\""u8;

    private static ReadOnlySpan<byte> LevelKey => "\" level="u8;

    /// <summary>Reads the beginning of a line.</summary>
    /// <param name="line">The whole line.</param>
    /// <param name="rest">What comes behind it.</param>
    /// <returns>False when no line of Velero begins so.</returns>
    public bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
    {
        if (_length > 0 && line.StartsWith(_bytes.AsSpan(0, _length)) && (line.Length == _length || line[_length] == (byte)' '))
        {
            rest = line[_length..];
            return true;
        }

        return TryReadAnew(line, out rest);
    }

    private bool TryReadAnew(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        var end = line.StartsWith(Time) ? line.IndexOf(LevelKey) : -1;
        if (end < Time.Length || !Rfc3339.TryParse(line[Time.Length..end], out var at))
        {
            return false;
        }

        var level = line[(end + LevelKey.Length)..];
        var space = level.IndexOf((byte)' ');
        level = space < 0 ? level : level[..space];
        if (LogLevel.Of(level) is not { } known)
        {
            return false;
        }

        var length = end + LevelKey.Length + level.Length;
        (At, Level) = (at, known);
        rest = line[length..];
        _length = line[..length].TryCopyTo(_bytes) ? length : 0;
        return true;
    }
}
