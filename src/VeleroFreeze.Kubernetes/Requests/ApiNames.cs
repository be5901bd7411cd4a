namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>
/// What may become part of a path. An empty or odd name must never turn the get of one object into a list, or the delete of one into the delete
/// of all.
/// </summary>
internal static class ApiNames
{
    /// <summary>
    /// An object's name: the API server refuses <c>.</c>, <c>..</c>, <c>/</c> and <c>%</c> in any name. We also refuse blanks, control
    /// characters and everything beyond ASCII, which no name of the types we speak of may hold and which proxies on the way rewrite.
    /// </summary>
    /// <exception cref="InvalidRequestException">The name is not one.</exception>
    public static string Name(string name) =>
        name.Length is > 0 and <= 253 && name is not ("." or "..") && name.All(c => c is > ' ' and < '\x7f' and not ('/' or '%' or '\\' or '?' or '#'))
            ? name
            : throw Refuse("name", name);

    /// <summary>A DNS-1123 label: namespaces, plurals, subresources.</summary>
    /// <exception cref="InvalidRequestException">The text is not one.</exception>
    public static string Label(string what, string text) => IsLabel(text) ? text : throw Refuse(what, text);

    /// <summary>A DNS-1123 subdomain, or empty for the core group.</summary>
    /// <exception cref="InvalidRequestException">The text is neither.</exception>
    public static string Group(string group) =>
        group.Length <= 253 && (group.Length == 0 || group.Split('.').All(IsLabel)) ? group : throw Refuse("group", group);

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && text[0] != '-' && text[^1] != '-';

    private static InvalidRequestException Refuse(string what, string text)
    {
        var shown = string.Concat(text.Take(64).Select(c => c is >= ' ' and < '\x7f' ? c : '?'));
        return new InvalidRequestException(text.Length == 0 ? $"empty {what}" : $"\"{shown}\" is not a legal {what}");
    }
}
