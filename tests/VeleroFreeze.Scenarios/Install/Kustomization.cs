using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>Somebody's own kustomization on top of ours.</summary>
internal static class Kustomization
{
    /// <summary>Kustomizations name others by relative paths, and temporary folders are all at one place.</summary>
    public static string PathTo(params string[] parts) => Path.GetRelativePath(Path.Combine(Path.GetTempPath(), "any"), Path.Combine([Manifests.Folder, .. parts]));

    /// <summary>Renders it; null where kubectl is older than what it uses, which it then has to refuse by name.</summary>
    /// <param name="since">The minor version of kubectl that knows <paramref name="field"/>.</param>
    /// <param name="field">The newest field in it.</param>
    /// <param name="text">The kustomization.</param>
    /// <param name="files">What lies beside it.</param>
    public static async Task<IReadOnlyList<JsonObject>?> RenderAsync(int since, string field, string text, params (string Name, string Text)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("kustomize-").FullName;
        foreach (var (name, content) in files.Append(("kustomization.yaml", text)))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), content);
        }

        try
        {
            if (await MinorAsync() >= since)
            {
                return await Manifests.RenderAsync(folder);
            }

            (await Shell.RunAsync($"kubectl kustomize '{folder}'")).Error.ShouldContain(field);
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MinorAsync()
    {
        var version = await Shell.RunAsync("kubectl version --client -o json");
        return int.Parse(JsonNode.Parse(version.Output).TextAt("clientVersion", "minor")!.TrimEnd('+'), CultureInfo.InvariantCulture);
    }
}
