using System.Globalization;

namespace VeleroFreeze.Core.Hooks;

/// <summary>
/// The annotation that says which hooks are ours: the parameters they were rendered from, and which of them we wrote. A value in the template is ours if and only if
/// its key is listed and rendering the parameters gives it byte for byte; everything else belongs to the user.
/// </summary>
/// <param name="Parameters">What the hooks were rendered from.</param>
/// <param name="Keys">The keys that we wrote; what the user had already is not among them, even where the value is the same.</param>
public sealed record InjectionMarker(HookParameters Parameters, InjectedKeys Keys)
{
    public const string Key = "velerofreeze.io/injected";

    /// <summary>The first version: it has no keys, and all of them count as ours.</summary>
    private const string WithoutKeys = "v1";

    private const string WithKeys = "v2";

    private static readonly string[] Prefixes = ["", "ns=", "name=", "on-error=", "pre=", "post=", "after=", "skip=", "keys="];

    /// <summary>The annotations that are ours as long as they hold these values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Hooks => Parameters.Render().Where(hook => Keys.Contains(hook.Key));

    /// <summary>The text form, such as <c>v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command,post.command</c>.</summary>
    public string Render() => $"{WithKeys};{Fields(Parameters)};keys={Keys}";

    /// <summary>Reads a marker of this or the first version; strict, so that one of another version or an edited one is never taken for ours.</summary>
    /// <returns>The marker, or null when rendering it would not give the same text.</returns>
    public static InjectionMarker? Parse(string text)
    {
        var parts = text.Split(';');
        InjectedKeys? keys = (parts[0], parts.Length) switch
        {
            (WithKeys, 9) when parts[8].StartsWith(Prefixes[8], StringComparison.Ordinal) => InjectedKeys.Parse(parts[8][Prefixes[8].Length..]),
            (WithoutKeys, 8) => InjectedKeys.All,
            _ => null,
        };
        return keys is { } listed && ParseParameters(parts) is { } parameters && string.Join(';', parts[1..8]) == Fields(parameters)
            ? new InjectionMarker(parameters, listed)
            : null;
    }

    private static string Fields(HookParameters parameters)
    {
        var after = parameters.UnfreezeAfterSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds}s") : "";
        var skip = parameters.OwnsSkipKey ? "true" : "false";
        return $"ns={parameters.Namespace};name={parameters.Name};on-error={parameters.OnError};"
            + $"pre={parameters.FreezeTimeout.ToSecondsText()};post={parameters.ThawTimeout.ToSecondsText()};after={after};skip={skip}";
    }

    private static HookParameters? ParseParameters(string[] parts)
    {
        if (!parts.Zip(Prefixes).All(pair => pair.First.StartsWith(pair.Second, StringComparison.Ordinal)))
        {
            return null;
        }

        string Field(int index) => parts[index][Prefixes[index].Length..];
        if (!Enum.TryParse<OnError>(Field(3), out var onError)
            || !GoDuration.TryParse(Field(4), out var freezeTimeout, out _)
            || !GoDuration.TryParse(Field(5), out var thawTimeout, out _))
        {
            return null;
        }

        int? after = null;
        if (Field(6).Length > 0)
        {
            if (!int.TryParse(Field(6).TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return null;
            }

            after = seconds;
        }

        return new HookParameters(Field(1), Field(2), onError, freezeTimeout, thawTimeout, after, Field(7) == "true");
    }
}
