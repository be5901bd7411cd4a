using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VeleroFreeze.Cli.Manifests.Documents;

internal enum ScalarKind
{
    Null,
    Boolean,
    Integer,
    Float,
    Text,
}

/// <summary>
/// What a scalar means in JSON, by the rules that kubectl reads manifests with: YAML 1.1 without its base-60 numbers, and time stamps stay text.
/// </summary>
internal static class YamlScalars
{
    private const string TagPrefix = "tag:yaml.org,2002:";
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly Regex IntegerPattern = new(@"\A(?<sign>[-+]?)(?<radix>(0[xXbBoO])?)(?<digits>[0-9a-fA-F][0-9a-fA-F_]*)\z", Linear);

    private static readonly Regex FloatPattern = new(
        @"\A([-+]?((\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))|\.(nan|NaN|NAN))\z", Linear);

    public static ScalarKind KindOf(ScalarNode scalar) => scalar.Tag switch
    {
        null => scalar.Form == ScalarForm.Plain ? KindOfPlain(scalar.Value) : ScalarKind.Text,
        TagPrefix + "null" => ScalarKind.Null,
        TagPrefix + "bool" => ScalarKind.Boolean,
        TagPrefix + "int" => ScalarKind.Integer,
        TagPrefix + "float" => ScalarKind.Float,
        _ => ScalarKind.Text,
    };

    public static ScalarKind KindOfPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        _ when BooleanOf(text) is not null => ScalarKind.Boolean,
        _ when IntegerOf(text) is not null => ScalarKind.Integer,
        _ when FloatPattern.IsMatch(text) => ScalarKind.Float,
        _ => ScalarKind.Text,
    };

    public static void Write(ScalarNode scalar, Utf8JsonWriter writer)
    {
        switch (KindOf(scalar))
        {
            case ScalarKind.Null:
                writer.WriteNullValue();
                break;
            case ScalarKind.Boolean:
                writer.WriteBooleanValue(BooleanOf(scalar.Value) ?? throw Mismatch(scalar));
                break;
            case ScalarKind.Integer:
                writer.WriteRawValue((IntegerOf(scalar.Value) ?? throw Mismatch(scalar)).ToString(CultureInfo.InvariantCulture));
                break;
            case ScalarKind.Float:
                writer.WriteNumberValue(FloatOf(scalar));
                break;
            default:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }

    /// <summary>A key as JSON has it, where every key is text.</summary>
    public static string KeyText(ScalarNode key) => KindOf(key) switch
    {
        ScalarKind.Null => throw new ManifestException(key.Start, "a key is empty"),
        ScalarKind.Boolean => BooleanOf(key.Value) == true ? "true" : "false",
        ScalarKind.Integer => (IntegerOf(key.Value) ?? throw Mismatch(key)).ToString(CultureInfo.InvariantCulture),
        ScalarKind.Float => FloatOf(key).ToString(CultureInfo.InvariantCulture),
        _ => key.Value,
    };

    private static bool? BooleanOf(string text) => text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => false,
        _ => null,
    };

    private static Int128? IntegerOf(string text)
    {
        var match = IntegerPattern.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var digits = match.Groups["digits"].Value.Replace("_", "", StringComparison.Ordinal);
        var number = ParseDigits(digits, Radix(match.Groups["radix"].Value, digits));
        var value = match.Groups["sign"].Value == "-" ? -number : number;
        // Larger ones are floats to kubectl.
        return value >= long.MinValue && value <= ulong.MaxValue ? value : null;
    }

    private static int Radix(string prefix, string digits) => prefix switch
    {
        "0x" or "0X" => 16,
        "0b" or "0B" => 2,
        "" when digits is not ['0', _, ..] => 10,
        _ => 8,
    };

    // Null when the digits do not fit the radix, or the number no manifest's integer.
    private static Int128? ParseDigits(string digits, int radix)
    {
        Int128 number = 0;
        foreach (var digit in digits)
        {
            var value = "0123456789abcdef".IndexOf(char.ToLowerInvariant(digit), StringComparison.Ordinal);
            if (value >= radix || number > ulong.MaxValue)
            {
                return null;
            }

            number = (number * radix) + value;
        }

        return number;
    }

    private static double FloatOf(ScalarNode scalar)
    {
        var text = scalar.Value.Replace("_", "", StringComparison.Ordinal);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            throw text.TrimStart('+', '-').StartsWith('.')
                ? new ManifestException(scalar.Start, $"{scalar.Value} has no form in JSON, so Kubernetes cannot read it")
                : Mismatch(scalar);
        }

        return double.IsFinite(number) ? number : throw new ManifestException(scalar.Start, $"{scalar.Value} is too large for a number");
    }

    private static ManifestException Mismatch(ScalarNode scalar) =>
        new(scalar.Start, $"the tag does not fit the value {scalar.Value}");
}
