using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Support;

/// <summary>The annotations of a template as an earlier run left them: the hooks of a marker, and the marker.</summary>
internal static class MarkedHooks
{
    public static IEnumerable<KeyValuePair<string, string>> Of(HookParameters parameters) =>
        parameters.Render().Append(new("velerofreeze.io/injected", new InjectionMarker(parameters, InjectedKeys.All).Render()));
}
