namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>A token to present, constant or kept in a file that somebody rotates.</summary>
internal sealed class BearerToken
{
    /// <summary>
    /// How long a token is used before its file is read again. A service account's token is replaced well before its last ten minutes.
    /// </summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly string? _file;
    private string _value;
    private long? _readAt;

    private BearerToken(string value, string? file)
    {
        _value = value;
        _file = file;
    }

    /// <exception cref="FormatException">Not a token: empty, or with blanks or control characters in it.</exception>
    public static BearerToken Constant(string token) => new(Check(token), file: null);

    /// <exception cref="KubeConfigException">The file cannot be read now, or holds no token.</exception>
    public static BearerToken FromFile(string file)
    {
        try
        {
            return new BearerToken(Check(File.ReadAllText(file)), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new KubeConfigException($"{file}: no usable token: {e.Message}", e);
        }
    }

    /// <summary>The token, read again when it is a minute old. While the file cannot be read, the last good one stays in use.</summary>
    public string Current(TimeProvider time)
    {
        lock (_gate)
        {
            if (_file is not null && (_readAt is null || time.GetElapsedTime(_readAt.Value) >= Lifetime))
            {
                Reload(time);
            }

            return _value;
        }
    }

    /// <summary>Reads the file again at once, because the server refused a token.</summary>
    /// <returns>Whether there is now another token than the refused one.</returns>
    public bool Replace(string refused, TimeProvider time)
    {
        lock (_gate)
        {
            if (_file is not null)
            {
                Reload(time);
            }

            return _value != refused;
        }
    }

    /// <summary>Never the token itself: texts end up in logs.</summary>
    public override string ToString() => _file is null ? "(token)" : $"(token from {_file})";

    private void Reload(TimeProvider time)
    {
        _readAt = time.GetTimestamp();
        try
        {
            _value = Check(File.ReadAllText(_file!));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // Half of a rotation; the next minute or the next refusal reads it again.
        }
    }

    private static string Check(string text)
    {
        var token = text.Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and < '\x7f') ? token : throw new FormatException("empty, or not one word of ASCII");
    }
}
