using System.Globalization;

namespace VeleroFreeze.Core.Hooks;

/// <summary>
/// The annotation that says which hooks are ours: the parameters they were rendered from. A value in the template is ours
/// if and only if rendering the marker gives it byte for byte; everything else belongs to the user.
/// </summary>
public static class InjectionMarker
{
    public const string Key = "velerofreeze.io/injected";

    private static readonly string[] Prefixes = ["v1", "ns=", "name=", "on-error=", "pre=", "post=", "after=", "skip="];

    /// <summary>The text form, such as <c>v1;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false</c>.</summary>
    public static string Render(HookParameters parameters)
    {
        var after = parameters.UnfreezeAfterSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds}s") : "";
        var skip = parameters.OwnsSkipKey ? "true" : "false";
        return $"v1;ns={parameters.Namespace};name={parameters.Name};on-error={parameters.OnError};"
            + $"pre={parameters.FreezeTimeout.ToSecondsText()};post={parameters.ThawTimeout.ToSecondsText()};after={after};skip={skip}";
    }

    /// <summary>Reads a marker; strict, so that a marker of another version or an edited one is never taken for ours.</summary>
    /// <returns>The parameters, or null when rendering them would not give the same text.</returns>
    public static HookParameters? Parse(string text)
    {
        var parts = text.Split(';');
        if (parts.Length != Prefixes.Length || !parts.Zip(Prefixes).All(pair => pair.First.StartsWith(pair.Second, StringComparison.Ordinal)))
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

        var parameters = new HookParameters(Field(1), Field(2), onError, freezeTimeout, thawTimeout, after, Field(7) == "true");
        return Render(parameters) == text ? parameters : null;
    }
}
