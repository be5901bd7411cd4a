using System.Buffers;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>Takes a message apart whose wording is fixed and whose names are not.</summary>
internal static class MarkText
{
    private const int LongestName = 253;

    private static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>What stands between two fixed parts; the second one ends the message.</summary>
    /// <returns>Null when the message is worded otherwise.</returns>
    public static string? Between(string message, string before, string after) =>
        message.Length > before.Length + after.Length
        && message.StartsWith(before, StringComparison.Ordinal)
        && message.EndsWith(after, StringComparison.Ordinal)
            ? message[before.Length..^after.Length]
            : null;

    /// <summary>Two things with fixed words before, between and after them.</summary>
    public static (string First, string Second)? Two(string message, string before, string between, string after)
    {
        var inner = Between(message, before, after);
        var at = inner?.IndexOf(between, StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : (inner![..at], inner[(at + between.Length)..]);
    }

    /// <summary><c>NAMESPACE/NAME</c>, both as Kubernetes allows them.</summary>
    public static (string Namespace, string Name)? Path(string? text) =>
        text?.Split('/') is [var space, var name] && IsName(space) && IsName(name) ? (space, name) : null;

    /// <summary>A DNS subdomain; anything else in its place is not a name but somebody's text.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= LongestName } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(OfNames);

    /// <summary>A detail is for people; a long one is cut.</summary>
    public static string? Cut(string? detail) => detail is { Length: > 512 } ? detail[..512] : detail;
}
