using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The manifests as kubectl puts them together.</summary>
internal static class Manifests
{
    public static string Folder { get; } = Repository.Path("deploy");

    /// <summary>Everything under <c>deploy/overlays</c>, which is what people apply.</summary>
    public static IReadOnlyList<string> Overlays { get; } =
        [.. Directory.GetDirectories(Path.Combine(Folder, "overlays")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static async Task<IReadOnlyList<JsonObject>> RenderAsync(string folder)
    {
        var rendered = await Shell.RunAsync($"kubectl kustomize '{folder}'", Folder);
        rendered.ExitCode.ShouldBe(0, rendered.Error);
        return Split(rendered.Output);
    }

    /// <summary>The objects of a file with several documents.</summary>
    public static IReadOnlyList<JsonObject> Split(string yaml) =>
        [.. $"\n{yaml}".Split("\n---\n").Select(YamlText.Parse).OfType<JsonObject>()];

    /// <summary>Such as <c>Role velero/velerofreeze-verifier</c>.</summary>
    public static string NameOf(JsonObject found) =>
        $"{found.TextAt("kind")} {string.Join('/', new[] { found.TextAt("metadata", "namespace"), found.TextAt("metadata", "name") }.OfType<string>())}";

    public static JsonObject Named(this IEnumerable<JsonObject> all, string name) => all.Single(found => NameOf(found) == name);

    /// <summary>What runs pods: its template.</summary>
    public static JsonObject? PodOf(JsonObject found) => found.ObjectAt("spec", "template", "spec");
}
