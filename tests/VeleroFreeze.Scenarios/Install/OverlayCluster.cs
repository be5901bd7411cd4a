using System.Net.Http.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>An API server into which overlays are applied: a real one where there is one, otherwise the stand-in, where no pod of ours runs.</summary>
public sealed class OverlayCluster : IAsyncLifetime
{
    private static readonly string[] Known = ["# Warning: '", "Warning: the sandbox does not enforce "];

    private readonly string _folder = Directory.CreateTempSubdirectory("overlays-").FullName;
    private ApiServer? _standIn;
    private HttpClient? _admin;

    internal static bool IsReal => RealServer.KubeconfigPath is not null;

    internal HttpClient Admin => _admin!;

    private string Kubeconfig => RealServer.KubeconfigPath ?? Path.Combine(_folder, "kubeconfig");

    public async Task InitializeAsync()
    {
        if (!IsReal)
        {
            _standIn = await ApiServer.StartAsync(new ApiServerOptions { KubeconfigPath = Kubeconfig, HasOperatorKinds = true });
        }

        _admin = KubeconfigClient.Open(await File.ReadAllTextAsync(Kubeconfig));
        if (IsReal)
        {
            await RealServer.PrepareAsync(Admin);
        }

        // Velero's, which is there before we are; it stays, as Velero does.
        await ShellAsync("kubectl create namespace velero --dry-run=client -o yaml | kubectl apply -f -");
    }

    public async Task DisposeAsync()
    {
        _admin?.Dispose();
        if (_standIn is not null)
        {
            await _standIn.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// A command that must succeed and say nothing on standard error but what a newer kubectl has against what older ones need, and what the stand-in does not do.
    /// </summary>
    internal async Task<string> KubectlAsync(string arguments)
    {
        var result = await ShellAsync($"kubectl {arguments}");
        result.Error.Split('\n').Where(line => line.Length > 0 && !Known.Any(known => line.StartsWith(known, StringComparison.Ordinal))).ShouldBeEmpty($"kubectl {arguments}");
        return result.Output.Trim();
    }

    /// <summary>Verbs on resources that an account is granted in a namespace, as the API server adds them up, such as <c>get secrets "x"</c>.</summary>
    internal async Task<IReadOnlyList<string>> GrantedAsync(string user, string space)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews");
        request.Headers.Add("Impersonate-User", user);
        request.Content = JsonContent.Create(new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectRulesReview",
            ["spec"] = new JsonObject { ["namespace"] = space },
        });
        using var response = await Admin.SendAsync(request);
        var rules = JsonNode.Parse(await response.Content.ReadAsStringAsync()).ArrayAt("status", "resourceRules").Objects();
        return
        [
            .. from rule in rules
               from resource in rule.ArrayAt("resources").Texts()
               // What everybody may ask of themselves.
               where !resource.StartsWith("selfsubject", StringComparison.Ordinal)
               from verb in rule.ArrayAt("verbs").Texts()
               from name in rule.ArrayAt("resourceNames").Texts().DefaultIfEmpty("")
               select $"{verb} {resource} {name}".TrimEnd(),
        ];
    }

    private async Task<ShellResult> ShellAsync(string script)
    {
        var result = await Shell.RunAsync($"export KUBECONFIG='{Kubeconfig}'; {script}");
        result.ExitCode.ShouldBe(0, $"{script}: {result.Error}");
        return result;
    }
}
