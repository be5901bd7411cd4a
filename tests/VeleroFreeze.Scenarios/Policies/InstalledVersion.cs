using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Policies;

namespace VeleroFreeze.Scenarios.Policies;

/// <summary>The ConfigMap that tells a real API server's injection policy which KubeVirt runs.</summary>
internal static class InstalledVersion
{
    private const string ConfigMap = "configmap velerofreeze-kubevirt -n velerofreeze";

    /// <summary>Returns once the policy answers by it: an API server reads ConfigMaps from a watch.</summary>
    /// <param name="version">What the ConfigMap says; null for no ConfigMap.</param>
    /// <param name="admin">Who may write VMs.</param>
    /// <param name="space">A namespace to ask in.</param>
    public static async Task SetAsync(string? version, HttpClient admin, string space)
    {
        await InstalledPolicies.KubectlAsync($"delete {ConfigMap} --ignore-not-found");
        if (version is not null)
        {
            await InstalledPolicies.KubectlAsync($"create {ConfigMap} --from-literal=version='{version}'");
        }

        await RealServer.UntilAsync(async () =>
        {
            var answers = await Task.WhenAll(VersionProbe.In(space).Select(vm => IsAnsweredAsync(vm, version, admin, space)));
            return answers.All(answer => answer);
        });
    }

    private static async Task<bool> IsAnsweredAsync(string vm, string? version, HttpClient admin, string space)
    {
        using var content = new StringContent(vm, Encoding.UTF8, "application/json");
        using var answer = await admin.PostAsync($"/apis/kubevirt.io/v1/namespaces/{space}/virtualmachines?dryRun=All", content);
        var given = PolicyAnswers.AnnotationsOf(JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
        return JsonNode.DeepEquals(given, VersionProbe.EngineAnswer(vm, space, version));
    }
}
