using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.MainJob;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Policies;

namespace VeleroFreeze.Scenarios.Policies;

/// <summary>
/// Asks a real API server, where there is one, everything in the table of the validating policies; <c>UPDATE_GOLDEN=1</c> records the answers. Without one the record
/// has to be that of the policies and of the table as they are.
/// </summary>
[Collection(ProtectedCluster.Alone)]
public sealed class FenceScenarios
{
    private static readonly string Folder = Path.Combine(Manifests.Folder, "base", "policies");

    [Fact]
    public async Task The_API_server_answers_as_the_table_says()
    {
        if (RealServer.KubeconfigPath is { } kubeconfig)
        {
            var answers = await RecordAsync(kubeconfig);
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            {
                await File.WriteAllTextAsync(FenceTable.File, PolicyAnswers.Render(answers));
            }
        }

        (await File.ReadAllTextAsync(FenceTable.File)).ShouldBe(PolicyAnswers.Render(FenceTable.Expected));
    }

    private static async Task<JsonObject> RecordAsync(string kubeconfig)
    {
        using var admin = KubeconfigClient.Open(await File.ReadAllTextAsync(kubeconfig));
        await using var server = new FencedServer(admin);
        await server.PrepareAsync();
        await using var installed = await InstalledPolicies.ApplyAsync(Folder, () => IsInForceAsync(server));
        var asTheyCome = await AskAsync(server, FenceTable.Rows);
        await RefuseAsync(server);
        var refusing = await AskAsync(server, FenceTable.Guarded);
        await ShouldFitTheirTypesAsync(admin);
        Unexpected(asTheyCome, refuses: false).Concat(Unexpected(refusing, refuses: true)).ShouldBeEmpty();
        return FenceTable.Record(asTheyCome, refusing);
    }

    private static IEnumerable<string> Unexpected(IReadOnlyDictionary<FenceRow, string> answers, bool refuses) =>
        answers.Where(answer => answer.Value != answer.Key.Expected(refuses)).Select(answer => $"{answer.Key.Policy}, {answer.Key.Name}: {answer.Value}");

    private static async Task<IReadOnlyDictionary<FenceRow, string>> AskAsync(FencedServer server, IEnumerable<FenceRow> rows)
    {
        var answers = new Dictionary<FenceRow, string>();
        foreach (var row in rows)
        {
            answers[row] = await server.AskAsync(row);
        }

        return answers;
    }

    /// <summary>Each policy on its own, since an API server takes up one after the other, and lets them go likewise.</summary>
    private static async Task<bool> IsInForceAsync(FencedServer server)
    {
        var answers = await AskAsync(server, FenceTable.Policies.Select(policy => FenceTable.Rows.First(row => row.Policy == policy && !row.IsAllowed)));
        return answers.Values.All(answer => answer != "allowed");
    }

    /// <summary>The controller manager holds each expression against the types of what it is about; whoever looks at a policy sees what it found.</summary>
    private static async Task ShouldFitTheirTypesAsync(HttpClient admin)
    {
        foreach (var policy in FenceTable.Policies)
        {
            JsonNode? found = null;
            await RealServer.UntilAsync(async () =>
            {
                found = JsonNode.Parse(await admin.GetStringAsync($"/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/{policy}")).At("status", "typeChecking");
                return found is not null;
            });
            found.ArrayAt("expressionWarnings").ToText().ShouldBe("null", policy);
        }
    }

    /// <summary>As <c>deploy/README.md</c> says it is done.</summary>
    private static async Task RefuseAsync(FencedServer server)
    {
        var folder = Directory.CreateTempSubdirectory("kustomize-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "kustomization.yaml"), await PolicyScenarios.RefusingAsync());
        await InstalledPolicies.KubectlAsync($"apply -k '{folder}'");
        Directory.Delete(folder, recursive: true);
        var warnedOf = FenceTable.Guarded.First(row => row.IsWarnedOf);
        await RealServer.UntilAsync(async () => (await server.AskAsync(warnedOf)).StartsWith("refused", StringComparison.Ordinal));
    }
}
