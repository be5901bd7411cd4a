namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>
/// A token in a file that somebody rotates. The package's <c>TokenFileAuth</c> fails while the file is half written and does not read it again
/// when the server refuses the token.
/// </summary>
internal sealed class TokenFile : IRenewableCredentials
{
    /// <summary>
    /// How long a token is used before its file is read again. A service account's token is replaced well before its last ten minutes.
    /// </summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly TimeProvider _time;
    private volatile Credential _current;
    private long _readAt;

    /// <exception cref="IOException">The file cannot be read now (<see cref="UnauthorizedAccessException"/> where that is why).</exception>
    /// <exception cref="FormatException">It holds no token.</exception>
    public TokenFile(string file, TimeProvider time)
    {
        _file = file;
        _time = time;
        _readAt = time.GetTimestamp();
        _current = Read();
    }

    public Credential? Last => _current;

    /// <summary>The token, read again when it is a minute old. While the file cannot be read, the last good one stays in use.</summary>
    public ValueTask<Credential> CurrentAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_time.GetElapsedTime(_readAt) >= Lifetime ? Reload() : _current);
        }
    }

    public ValueTask<Credential> ReplaceAsync(Credential refused, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_current == refused ? Reload() : _current);
        }
    }

    public override string ToString() => $"(token from {_file})";

    private Credential Read() => new(Credential.Check(File.ReadAllText(_file)), Certificate: null);

    private Credential Reload()
    {
        _readAt = _time.GetTimestamp();
        try
        {
            _current = Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // Half of a rotation; the next minute or the next refusal reads it again.
        }

        return _current;
    }
}
