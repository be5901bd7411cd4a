using System.Globalization;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>
/// A virt-freezer command line as virt-freezer itself takes it (Go's pflag): forgiving where it forgives. What can be evidence is read by
/// <see cref="Hooks.FreezerCommand"/>, which forgives nothing.
/// </summary>
internal sealed record FreezerArguments
{
    public const string UnfreezeTimeoutFlag = "--unfreezeTimeoutSeconds";

    public required string Program { get; init; }

    public bool Freeze { get; private set; }

    public bool Unfreeze { get; private set; }

    public string? Name { get; private set; }

    public string? Namespace { get; private set; }

    public int? UnfreezeTimeoutSeconds { get; private set; }

    /// <summary>The argument at which virt-freezer stops with its usage, and why; the others are then unknown.</summary>
    public (string Argument, string Why)? Refused { get; private set; }

    /// <summary>The first word that belongs to no flag.</summary>
    public string? Stray { get; private set; }

    /// <summary>The first flag that stands twice.</summary>
    public string? Repeated { get; private set; }

    public static FreezerArguments Read(IReadOnlyList<string> command)
    {
        var read = new FreezerArguments { Program = command[0] };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 1; i < command.Count && read.Refused is null; i++)
        {
            var argument = command[i];
            if (argument == "--")
            {
                read.Stray ??= command.ElementAtOrDefault(i + 1);
                break;
            }

            if (!argument.StartsWith('-') || argument == "-")
            {
                read.Stray ??= argument;
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var flag = equals < 0 ? argument : argument[..equals];
            var value = equals < 0 ? null : argument[(equals + 1)..];
            if (value is null && TakesValue(flag))
            {
                value = command.ElementAtOrDefault(++i);
            }

            read.Repeated ??= seen.Add(flag) ? null : flag;
            read.Refused = read.Set(flag, value) is { } why ? (argument, why) : null;
        }

        return read;
    }

    private static bool TakesValue(string flag) => flag is "--name" or "--namespace" or UnfreezeTimeoutFlag;

    /// <summary>Sets a flag.</summary>
    /// <returns>Why virt-freezer refuses it, or null.</returns>
    private string? Set(string flag, string? value)
    {
        if (value is null && TakesValue(flag))
        {
            return "needs a value";
        }

        switch (flag)
        {
            case "--freeze" when ReadBool(value) is { } on:
                Freeze = on;
                return null;
            case "--unfreeze" when ReadBool(value) is { } on:
                Unfreeze = on;
                return null;
            case "--name":
                Name = value;
                return null;
            case "--namespace":
                Namespace = value;
                return null;
            case UnfreezeTimeoutFlag when ReadInt32(value!) is { } seconds:
                UnfreezeTimeoutSeconds = seconds;
                return null;
            case "--freeze" or "--unfreeze":
                return "has a value that is neither true nor false";
            case UnfreezeTimeoutFlag:
                return $"has a value that is no 32 bit integer: {SafeText.Value(value!)}";
            case ['-', not '-', ..]:
                return "is no flag: virt-freezer's flags begin with two dashes";
            default:
                return flag.Contains(' ', StringComparison.Ordinal)
                    ? "is no flag: a flag and its value are two elements of the array"
                    : "is no flag of virt-freezer";
        }
    }

    private static bool? ReadBool(string? value) => value switch
    {
        null or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    /// <summary>Go's <c>strconv.ParseInt(text, 0, 32)</c>, which knows other bases by their prefix and <c>_</c> between digits.</summary>
    internal static int? ReadInt32(string text)
    {
        var negative = text is ['-', ..];
        var digits = text is ['-' or '+', ..] ? text[1..] : text;
        var radix = digits switch
        {
            ['0', 'x' or 'X', ..] => 16,
            ['0', 'b' or 'B', ..] => 2,
            ['0', 'o' or 'O', ..] => 8,
            ['0', _, ..] => 8,
            _ => 10,
        };
        // A prefix counts as a digit in front of an underscore: 0x_1 is a number, _1 and 1__0 are none.
        var prefix = radix == 10 ? 0 : digits[1] is 'x' or 'X' or 'b' or 'B' or 'o' or 'O' ? 2 : 1;
        var rest = prefix > 0 && digits.Length > prefix && digits[prefix] == '_' ? digits[(prefix + 1)..] : digits[prefix..];
        if (rest.Length == 0 || rest.Split('_').Any(part => part.Length == 0))
        {
            return null;
        }

        long value = 0;
        foreach (var c in rest.Where(c => c != '_'))
        {
            var digit = char.IsAsciiHexDigit(c) ? int.Parse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : radix;
            value = (value * radix) + digit;
            if (digit >= radix || value > 1L << 31)
            {
                return null;
            }
        }

        return negative ? (int)-value : value <= int.MaxValue ? (int)value : null;
    }
}
