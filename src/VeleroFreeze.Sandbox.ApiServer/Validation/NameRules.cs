using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What an object's name may look like.</summary>
internal enum NameRule
{
    Subdomain,
    Label,
    Label1035,

    /// <summary>Whatever can stand between two slashes of a path.</summary>
    PathSegment,
}

/// <summary>The grammars of names, keys and label values, with the sentences the API server has for them.</summary>
internal static partial class NameRules
{
    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Label1035Text =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
        + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string KeyText =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>What is wrong with an object's name; a prefix for generated names may end with a hyphen.</summary>
    public static IEnumerable<FieldError> Check(NameRule rule, string field, string name, bool isPrefix = false)
    {
        if (rule == NameRule.PathSegment)
        {
            return PathSegment(name).Select(text => FieldError.Invalid(field, JsonValue.Create(name), text));
        }

        var probe = isPrefix && name.EndsWith('-') ? name[..^1] + "a" : name;
        return Sentences(rule, probe).Select(text => FieldError.Invalid(field, JsonValue.Create(name), text));
    }

    public static IEnumerable<string> Subdomain(string text) => Sentences(NameRule.Subdomain, text);

    public static IEnumerable<string> DnsLabel(string text) => Sentences(NameRule.Label, text);

    /// <summary>A label or annotation key: an optional DNS prefix, a slash, a name.</summary>
    public static IEnumerable<string> QualifiedKey(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            return [$"a qualified name {KeyText["name part ".Length..]} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var prefix = parts.Length == 2 ? PrefixSentences(parts[0]) : [];
        return prefix.Concat(NamePart(parts[^1]));
    }

    public static IEnumerable<string> LabelValue(string value)
    {
        if (value.Length > 63)
        {
            yield return TooLong(63);
        }

        if (!ValuePattern.IsMatch(value))
        {
            yield return ValueText;
        }
    }

    private static IEnumerable<string> PathSegment(string name) => name is "." or ".."
        ? [$"may not be '{name}'"]
        : ((string[])["/", "%"]).Where(sign => name.Contains(sign, StringComparison.Ordinal)).Select(sign => $"may not contain '{sign}'");

    private static IEnumerable<string> PrefixSentences(string prefix) =>
        prefix.Length == 0 ? ["prefix part must be non-empty"] : Subdomain(prefix).Select(text => $"prefix part {text}");

    private static IEnumerable<string> NamePart(string name)
    {
        if (name.Length == 0)
        {
            yield return "name part must be non-empty";
        }
        else if (name.Length > 63)
        {
            yield return $"name part {TooLong(63)}";
        }

        if (!KeyPattern.IsMatch(name))
        {
            yield return KeyText;
        }
    }

    private static IEnumerable<string> Sentences(NameRule rule, string text)
    {
        var (limit, pattern, sentence) = rule switch
        {
            NameRule.Label => (63, LabelPattern, LabelText),
            NameRule.Label1035 => (63, Label1035Pattern, Label1035Text),
            _ => (253, SubdomainPattern, SubdomainText),
        };
        if (text.Length > limit)
        {
            yield return TooLong(limit);
        }

        if (!pattern.IsMatch(text))
        {
            yield return sentence;
        }
    }

    private static string TooLong(int limit) => $"must be no more than {limit} bytes";

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SubdomainPattern { get; }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPattern { get; }

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label1035Pattern { get; }

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyPattern { get; }

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValuePattern { get; }
}
