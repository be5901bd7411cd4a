namespace VeleroFreeze.Hosting;

/// <summary>Reads a text as a value.</summary>
/// <param name="text">As the user wrote it.</param>
/// <param name="value">The value, if it is one.</param>
/// <param name="expected">What a value looks like, for the message about one that does not.</param>
internal delegate bool SettingParser<T>(string text, out T value, out string expected);

/// <summary>Reads a role's settings from flags and, where a flag is absent, from environment variables; remembers everything that is wrong.</summary>
/// <param name="prefix">Of the variables: <c>VELEROFREEZE_WEBHOOK_</c> makes <c>--min-tls</c> also <c>VELEROFREEZE_WEBHOOK_MIN_TLS</c>.</param>
/// <param name="flags">The value of a flag on the command line, or null.</param>
/// <param name="environment">The value of a variable, or null.</param>
internal sealed class SettingsReader(string prefix, Func<string, string?> flags, Func<string, string?> environment)
{
    private readonly List<string> _errors = [];

    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public static string Variable(string prefix, string flag) => prefix + flag.TrimStart('-').ToUpperInvariant().Replace('-', '_');

    /// <summary>The text of a setting; an empty variable counts as none.</summary>
    public string? Text(string flag) => Find(flag).Text;

    public string RequiredText(string flag, string what)
    {
        if (Text(flag) is { Length: > 0 } text)
        {
            return text;
        }

        Fail($"{flag} is missing: {what} (or {Variable(prefix, flag)})");
        return "";
    }

    public T Value<T>(string flag, T unset, SettingParser<T> parse)
    {
        var (text, source) = Find(flag);
        if (text is null)
        {
            return unset;
        }

        if (parse(text, out var value, out var expected))
        {
            return value;
        }

        Fail($"{source}: \"{text}\" is not {expected}");
        return unset;
    }

    public void Fail(string error) => _errors.Add(error);

    private (string? Text, string Source) Find(string flag)
    {
        var variable = Variable(prefix, flag);
        return flags(flag) is { } text ? (text, flag)
            : environment(variable) is { Length: > 0 } fromEnvironment ? (fromEnvironment, variable)
            : (null, flag);
    }
}
