using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VeleroFreeze.Sandbox.Json;

/// <summary>YAML bodies, resolved by the rules that the API server's own YAML reader follows.</summary>
public static class YamlText
{
    /// <exception cref="YamlException">The text is no YAML, or more than one document.</exception>
    public static JsonNode? Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count switch
        {
            0 => null,
            1 => Convert(stream.Documents[0].RootNode, depth: 0),
            _ => throw new YamlException("a request holds one document, not several"),
        };
    }

    private static JsonNode? Convert(YamlNode node, int depth) => node switch
    {
        _ when depth > 200 => throw new YamlException("nested too deeply"),
        YamlMappingNode map => ConvertMap(map, depth),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Convert(child, depth + 1))]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Resolve(scalar.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new YamlException("only maps, lists and scalars are understood"),
    };

    private static JsonObject ConvertMap(YamlMappingNode map, int depth)
    {
        var result = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            result[Name(key)] = Convert(value, depth + 1);
        }

        return result;
    }

    /// <summary>A key is resolved as a value is, and then written out: <c>n</c> becomes <c>false</c>.</summary>
    private static string Name(YamlNode key) => key is YamlScalarNode && Convert(key, depth: 0) is { } resolved
        ? resolved.ToString()
        : throw new YamlException("a key must be a scalar, and not null");

    private static JsonValue? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
        "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
        _ => ResolveNumber(text) ?? JsonValue.Create(text),
    };

    private static JsonValue? ResolveNumber(string text)
    {
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+' or '.'))
        {
            return null;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? JsonValue.Create(hex) : null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return JsonValue.Create(whole);
        }

        return !BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? JsonValue.Create(number)
            : null;
    }
}
