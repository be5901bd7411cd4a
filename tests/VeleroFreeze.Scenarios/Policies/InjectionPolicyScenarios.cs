using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.MainJob;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Policies;

namespace VeleroFreeze.Scenarios.Policies;

/// <summary>
/// Asks a real API server, where there is one, what it makes of the engine's cases with the injection policy installed; <c>UPDATE_GOLDEN=1</c> records the answers.
/// Without one the record has to be that of the policy as it is.
/// </summary>
[Collection(ProtectedCluster.Alone)]
public sealed class InjectionPolicyScenarios
{
    private const string Machines = "virtualmachines";
    private static readonly string Overlay = Path.Combine(Manifests.Folder, "overlays", "mutating-admission-policy");

    [Fact]
    public async Task The_API_server_answers_as_it_is_recorded()
    {
        if (RealServer.KubeconfigPath is { } kubeconfig)
        {
            var answers = PolicyAnswers.Render(await RecordAsync(kubeconfig));
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            {
                await File.WriteAllTextAsync(PolicyAnswers.File, answers);
            }

            (await File.ReadAllTextAsync(PolicyAnswers.File)).ShouldBe(answers);
        }

        ((string?)JsonNode.Parse(await File.ReadAllTextAsync(PolicyAnswers.File))!["policy"]).ShouldBe(PolicyAnswers.PolicyDigest);
    }

    private static async Task<JsonObject> RecordAsync(string kubeconfig)
    {
        using var admin = KubeconfigClient.Open(await File.ReadAllTextAsync(kubeconfig));
        await RealServer.PrepareAsync(admin);
        var id = $"p{Guid.NewGuid().ToString("N")[..6]}-";
        var cases = PolicyAnswers.Cases.Select((name, index) => new AskedCase(name, PolicyAnswers.Request(name), $"{id}{index}")).ToList();
        try
        {
            foreach (var asked in cases)
            {
                await asked.PrepareAsync(admin);
            }

            await InstalledPolicies.KubectlAsync($"apply -f '{Path.Combine(Manifests.Folder, "base", "namespace.yaml")}'");
            await using var installed = await InstalledPolicies.ApplyAsync(Overlay, () => InjectsAsync(admin, cases[0].Space));
            var answers = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
            foreach (var group in cases.GroupBy(asked => PolicyAnswers.VersionOf(asked.Name)))
            {
                await InstalledVersion.SetAsync(group.Key, admin, cases[0].Space);
                foreach (var asked in group)
                {
                    answers[asked.Name] = await asked.AskAsync(admin);
                }
            }

            return new JsonObject { ["policy"] = PolicyAnswers.PolicyDigest, ["answers"] = new JsonObject(answers.Select(answer => KeyValuePair.Create(answer.Key, (JsonNode?)answer.Value))) };
        }
        finally
        {
            await RealServer.CleanAsync(id);
        }
    }

    private static async Task<bool> InjectsAsync(HttpClient admin, string space)
    {
        const string Probe = """
            {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": {"name": "probe", "labels": {"velerofreeze.io/freeze": "required"}},
             "spec": {"runStrategy": "Halted", "template": {"spec": {"domain": {"devices": {}}}}}}
            """;
        using var answer = await admin.PostAsync($"/apis/kubevirt.io/v1/namespaces/{space}/{Machines}?dryRun=All", Json(Probe));
        return (await answer.Content.ReadAsStringAsync()).Contains("virt-freezer", StringComparison.Ordinal);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>One case, in a namespace of its own whose name stands for the case's wherever the VM names it.</summary>
    private sealed record AskedCase(string Name, InjectionRequest Request, string Space)
    {
        private bool IsUpdate => Request.Operation == InjectionOperation.Update;

        private string Collection => $"/apis/kubevirt.io/v1/namespaces/{Space}/{Machines}";

        private string CaseSpace => Request.Namespace ?? Parsed(Text(Request.Object))?.TextAt("metadata", "namespace") ?? "shop";

        public async Task PrepareAsync(HttpClient admin)
        {
            var labels = new JsonObject();
            if (Request.NamespaceDefault is { } policy and not FreezePolicy.None)
            {
                labels["velerofreeze.io/freeze"] = policy.ToString().ToLowerInvariant();
            }

            var space = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Space, ["labels"] = labels } };
            (await admin.PostAsJsonAsync("/api/v1/namespaces", space)).EnsureSuccessStatusCode();
            if (IsUpdate && Parsed(Here(Request.OldObject)) is { } old)
            {
                using var created = await admin.PostAsync(Collection, Json(old.ToJsonString()));
                if (old.ObjectAt("status") is { } status && Parsed(await created.Content.ReadAsStringAsync()) is { } stored)
                {
                    stored["status"] = status.DeepClone();
                    using var written = await admin.PutAsync($"{Collection}/{stored.TextAt("metadata", "name")}/status", Json(stored.ToJsonString()));
                }
            }
        }

        /// <returns>The annotations of the VM and its template, or the status with which it was refused.</returns>
        public async Task<JsonNode> AskAsync(HttpClient admin)
        {
            using var answer = await (IsUpdate ? UpdateAsync(admin) : admin.PostAsync($"{Collection}?dryRun=All", Json(Here(Request.Object))));
            var text = (await answer.Content.ReadAsStringAsync()).Replace(Space, CaseSpace, StringComparison.Ordinal);
            return answer.IsSuccessStatusCode ? PolicyAnswers.AnnotationsOf(JsonNode.Parse(text)) : JsonValue.Create($"refused with {(int)answer.StatusCode}");
        }

        private async Task<HttpResponseMessage> UpdateAsync(HttpClient admin)
        {
            var vm = Parsed(Here(Request.Object));
            var name = vm?.TextAt("metadata", "name") ?? "none";
            using var found = await admin.GetAsync($"{Collection}/{name}");
            if (vm?.ObjectAt("metadata") is { } metadata && Parsed(await found.Content.ReadAsStringAsync()) is { } stored)
            {
                metadata["resourceVersion"] = stored.TextAt("metadata", "resourceVersion");
                metadata["uid"] = stored.TextAt("metadata", "uid");
            }

            return await admin.PutAsync($"{Collection}/{name}?dryRun=All", Json(vm?.ToJsonString() ?? Here(Request.Object)));
        }

        private string Here(ReadOnlyMemory<byte> vm) => Text(vm).Replace($"\"{CaseSpace}\"", $"\"{Space}\"", StringComparison.Ordinal).Replace($"\\\"{CaseSpace}\\\"", $"\\\"{Space}\\\"", StringComparison.Ordinal)
            .Replace($"ns={CaseSpace};", $"ns={Space};", StringComparison.Ordinal);

        private static string Text(ReadOnlyMemory<byte> vm) => Encoding.UTF8.GetString(vm.Span);

        private static JsonObject? Parsed(string text)
        {
            try
            {
                var parsed = JsonNode.Parse(text) as JsonObject;
                // A key that stands twice and half a surrogate pair show only when they are looked up.
                _ = parsed?.ToJsonString();
                return parsed?.ContainsKey("metadata") == true ? parsed : null;
            }
            catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
