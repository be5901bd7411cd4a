using System.Globalization;
using VeleroFreeze.Sandbox.Go;

namespace VeleroFreeze.Sandbox.Guests;

/// <summary>The flags of virt-freezer, read as Go's pflag reads them.</summary>
internal sealed record FreezerArguments
{
    public bool Freeze { get; init; }

    public bool Unfreeze { get; init; }

    public string Name { get; init; } = "";

    public string Namespace { get; init; } = "";

    /// <summary>Zero means that nothing thaws by itself.</summary>
    public int ThawAfterSeconds { get; init; } = 300;

    /// <summary>Why they cannot be read; null when they can.</summary>
    public string? Error { get; init; }

    public static FreezerArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new FreezerArguments();
        for (var i = 0; i < arguments.Count && arguments[i] != "--" && parsed.Error is null; i++)
        {
            if (arguments[i].Length < 2 || arguments[i][0] != '-')
            {
                continue;
            }

            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                return parsed with { Error = $"unknown shorthand flag: '{arguments[i][1]}' in {arguments[i]}" };
            }

            var parts = arguments[i][2..].Split('=', 2);
            var value = parts.Length == 2 ? parts[1] : parts[0] is "freeze" or "unfreeze" ? "true" : Next(arguments, ref i);
            parsed = value is null && IsKnown(parts[0])
                ? parsed with { Error = $"flag needs an argument: --{parts[0]}" }
                : parsed.With(parts[0], value ?? "");
        }

        return parsed;
    }

    private static bool IsKnown(string flag) => flag is "freeze" or "unfreeze" or "name" or "namespace" or "unfreezeTimeoutSeconds";

    private static string? Next(IReadOnlyList<string> arguments, ref int i) => i + 1 < arguments.Count ? arguments[++i] : null;

    private FreezerArguments With(string flag, string value) => flag switch
    {
        "freeze" => GoBool.TryParse(value, out var on) ? this with { Freeze = on } : Invalid(flag, value, "strconv.ParseBool"),
        "unfreeze" => GoBool.TryParse(value, out var on) ? this with { Unfreeze = on } : Invalid(flag, value, "strconv.ParseBool"),
        "name" => this with { Name = value },
        "namespace" => this with { Namespace = value },
        "unfreezeTimeoutSeconds" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? this with { ThawAfterSeconds = seconds }
            : Invalid(flag, value, "strconv.ParseInt"),
        _ => this with { Error = $"unknown flag: --{flag}" },
    };

    private FreezerArguments Invalid(string flag, string value, string parser) =>
        this with { Error = $"invalid argument \"{value}\" for \"--{flag}\" flag: {parser}: parsing \"{value}\": invalid syntax" };
}
