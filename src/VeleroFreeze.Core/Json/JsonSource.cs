namespace VeleroFreeze.Core.Json;

/// <summary>
/// The bytes of one JSON value, read to their end already or not yet. Only text that a JSON reader went over once is walked by brackets afterwards,
/// which costs a fraction; whoever read it for reasons of its own need not have it read a second time.
/// </summary>
public readonly record struct JsonSource
{
    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly bool _isRead;

    private JsonSource(ReadOnlyMemory<byte> utf8, bool isRead) => (_utf8, _isRead) = (utf8, isRead);

    public bool IsEmpty => _utf8.IsEmpty;

    public ReadOnlySpan<byte> Span => _utf8.Span;

    /// <summary>A value that a reader went over on its way through a larger document.</summary>
    public static JsonSource AlreadyRead(JsonSlice slice) => new(slice.Utf8, isRead: true);

    /// <summary>Whatever somebody sent.</summary>
    public static implicit operator JsonSource(ReadOnlyMemory<byte> utf8) => new(utf8, isRead: false);

    public static implicit operator JsonSource(byte[]? utf8) => new(utf8, isRead: false);

    public static implicit operator ReadOnlyMemory<byte>(JsonSource source) => source._utf8;

    /// <exception cref="System.Text.Json.JsonException">The bytes are not one JSON value, or nest deeper than <see cref="JsonSlice.MaxDepth"/>.</exception>
    public JsonSlice Read() => _isRead ? new JsonSlice(_utf8) : JsonSlice.Parse(_utf8);
}
