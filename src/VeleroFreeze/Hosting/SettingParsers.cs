using System.Net;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Hosting;

/// <summary>The kinds of value that settings of all roles share.</summary>
internal static class SettingParsers
{
    /// <summary>Address and port, both needed: <see cref="IPEndPoint.TryParse(string, out IPEndPoint?)"/> alone would take a bare port for an address.</summary>
    public static bool EndPoint(string text, out IPEndPoint value, out string expected)
    {
        expected = "an address and port such as 0.0.0.0:8443 or [::]:8443";
        value = new IPEndPoint(IPAddress.Any, 0);
        var colon = text.LastIndexOf(':');
        var host = colon > 0 ? text[..colon] : "";
        var isAddress = host is ['[', .., ']'] || host.Count(c => c == '.') == 3;
        if (!isAddress || !IPEndPoint.TryParse(text, out var parsed) || !char.IsAsciiDigit(text[^1]))
        {
            return false;
        }

        value = parsed;
        return true;
    }

    /// <summary>A duration in Go's syntax, within bounds.</summary>
    public static SettingParser<TimeSpan> Duration(GoDuration least, GoDuration most)
    {
        return Parse;

        bool Parse(string text, out TimeSpan value, out string expected)
        {
            expected = $"a duration from {least} to {most}, such as {most.ToSecondsText()}";
            var isOne = GoDuration.TryParse(text, out var duration, out _) && duration >= least && duration <= most;
            value = isOne ? TimeSpan.FromTicks(duration.Nanoseconds / TimeSpan.NanosecondsPerTick) : default;
            return isOne;
        }
    }

    /// <summary>A name as most kinds of object have them: up to 63 lower-case letters, digits and dashes.</summary>
    public static SettingParser<string> Label(string what)
    {
        return Parse;

        bool Parse(string text, out string value, out string expected)
        {
            (value, expected) = (text, what);
            return IsLabel(text);
        }
    }

    /// <summary>One or more of them, each once, with commas between them.</summary>
    public static SettingParser<IReadOnlyList<string>> Labels(string what)
    {
        return Parse;

        bool Parse(string text, out IReadOnlyList<string> value, out string expected)
        {
            expected = what;
            value = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
            return value.All(IsLabel);
        }
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && text[0] != '-' && text[^1] != '-';

    /// <summary>One of a few words.</summary>
    public static SettingParser<T> OneOf<T>(params (string Word, T Value)[] choices)
    {
        return Parse;

        bool Parse(string text, out T value, out string expected)
        {
            expected = string.Join(" or ", choices.Select(choice => choice.Word));
            var index = Array.FindIndex(choices, choice => choice.Word == text);
            value = index < 0 ? default! : choices[index].Value;
            return index >= 0;
        }
    }
}
