using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>A real API server to run the scenarios on, if VELEROFREEZE_E2E_KUBECONFIG leads to one.</summary>
internal static class RealServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static string? KubeconfigPath { get; } =
        Environment.GetEnvironmentVariable("VELEROFREEZE_E2E_KUBECONFIG") is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    public static string DefinitionsFile { get; } = Repository.Path("tests", "VeleroFreeze.Scenarios", "Support", "definitions.yaml");

    /// <summary>Creates the definitions that are missing, and waits until the kinds are served.</summary>
    public static async Task PrepareAsync(HttpClient admin)
    {
        foreach (var definition in YamlText.Parse(await File.ReadAllTextAsync(DefinitionsFile)).ShouldBeOfType<JsonArray>().Objects())
        {
            using var created = await admin.PostAsJsonAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
            created.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
            var spec = definition.ObjectAt("spec");
            foreach (var version in spec.ArrayAt("versions").Objects())
            {
                await ServedAsync(admin, $"/apis/{spec.TextAt("group")}/{version.TextAt("name")}/{spec.TextAt("names", "plural")}?limit=1");
            }
        }
    }

    /// <summary>Deletes the namespaces whose names begin so, and what would keep a VM in them.</summary>
    public static async Task CleanAsync(string prefix) => await Shell.RunAsync(
        $$"""
        export KUBECONFIG='{{KubeconfigPath}}'
        kubectl get vm -A -o jsonpath='{range .items[?(@.metadata.finalizers)]}{.metadata.namespace} {.metadata.name}{"\n"}{end}' | grep '^{{prefix}}' |
          while read -r space name; do kubectl patch vm "$name" -n "$space" --type merge -p '{"metadata": {"finalizers": null} }'; done
        kubectl get namespaces -o name | grep '^namespace/{{prefix}}' | xargs -r kubectl delete --wait=false
        """);

    /// <summary>An API server takes up a moment later what was written.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isMet)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isMet())
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private static Task ServedAsync(HttpClient admin, string path) => UntilAsync(async () =>
    {
        using var list = await admin.GetAsync(path);
        return list.StatusCode == HttpStatusCode.OK;
    });
}
