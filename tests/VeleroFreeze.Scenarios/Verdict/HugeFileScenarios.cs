using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.Install.Pods;
using Xunit.Abstractions;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>
/// The verifier under its manifest's limit of memory, and an object storage whose files are as large as is read, or larger. It is never killed for want of
/// memory, says what it can, and goes on with the next Backup.
/// </summary>
public sealed class HugeFileScenarios(ITestOutputHelper output)
{
    private const string Space = "velerofreeze";

    [Fact]
    [Trait("Run", "Full")]
    public async Task Files_of_any_size_end_in_a_verdict_within_the_memory_of_the_manifest()
    {
        await using var cluster = await InstalledCluster.StartAsync(hasActors: true, options => options with { MostMemory = long.MaxValue }, Tamper);
        await cluster.KubectlAsync("apply -k deploy/base");
        await cluster.KubectlAsync("apply -k deploy/overlays/standalone-verifier");
        await cluster.ReadyAsync(Space, "velerofreeze-verifier");
        foreach (var space in new[] { "shop", "other" })
        {
            await cluster.KubectlAsync("apply -f -", VerifiedCluster.Manifest(space, "healthy"));
            await cluster.KubectlAsync($"wait vmi/db -n {space} --for=create --timeout=60s");
            await cluster.KubectlAsync($"wait vmi/db -n {space} --for=condition=AgentConnected --timeout=60s");
        }

        // At the limits the verdict is the one that the few lines that count deserve; beyond them there is none, nor where the lists tell of what the log lacks.
        await ShouldBeJudgedAsync(cluster, "chatty", "file-system-consistent");
        await ShouldBeJudgedAsync(cluster, "all", "unverified");
        await ShouldBeJudgedAsync(cluster, "endless", "unverified");
        await ShouldBeJudgedAsync(cluster, "bomb", "unverified");
        // Without the list of resources nobody knows which pod was in the backup.
        await ShouldBeJudgedAsync(cluster, "empty", "unverified");
        // Of a VM that none of these may have left frozen.
        await ShouldBeJudgedAsync(cluster, "ordinary", "file-system-consistent", "other");
        foreach (var pod in Verifiers(cluster))
        {
            var memory = pod.Memory.ShouldNotBeNull();
            output.WriteLine($"{pod.Name}: {memory.Peak >> 20} of {memory.Limit >> 20} MiB");
            memory.Limit.ShouldBe(pod.Spec.MemoryLimit!.Value);
            memory.Kills.ShouldBe(0);
            pod.Restarts.ShouldBe(0, pod.Output);
            pod.Output.ShouldNotContain("OutOfMemory");
        }
    }

    private async Task ShouldBeJudgedAsync(InstalledCluster cluster, string backup, string verdict, string space = "shop")
    {
        const string Label = @"{.metadata.labels.velerofreeze\.io/consistency}";
        await cluster.KubectlAsync("create -f -", $$"""
            apiVersion: velero.io/v1
            kind: Backup
            metadata: {name: {{backup}}, namespace: velero}
            spec: {includedNamespaces: [{{space}}]}
            """);
        var given = await UntilJudgedAsync(cluster, $"get backup/{backup} -n velero -o jsonpath='{Label}'");
        var summary = await cluster.KubectlAsync($@"get backup/{backup} -n velero -o jsonpath='{{.metadata.annotations.velerofreeze\.io/summary}}'");
        output.WriteLine($"{backup}: peaks {string.Join(", ", Verifiers(cluster).Select(pod => pod.Memory!.Peak >> 20))} MiB; {summary}");
        given.ShouldBe(verdict, summary);
    }

    /// <summary>A gibibyte takes its time where many tests run at once.</summary>
    private static async Task<string> UntilJudgedAsync(InstalledCluster cluster, string question)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            if (await cluster.KubectlAsync(question) is { Length: > 0 } given)
            {
                return given;
            }

            patience.IsCancellationRequested.ShouldBeFalse(string.Join('\n', Verifiers(cluster).Select(pod => $"{pod.Memory!.Peak >> 20} MiB\n{pod.Output}")));
            await Task.Delay(500);
        }
    }

    private static IEnumerable<RunningPod> Verifiers(InstalledCluster cluster) => cluster.Runner.Pods.Where(pod => pod.Spec.Deployment == "velerofreeze-verifier");

    /// <summary>By the name of the Backup, which is the first word of the file's.</summary>
    private static byte[] Tamper(string file, byte[] content) => file.Split('-', 2) switch
    {
        // 63 MiB packed and nearly 1 GiB unpacked.
        ["chatty" or "all", "logs.gz"] => HugeFiles.Chatty(content, noise: 10, packed: 63, unpacked: 1000),
        ["endless", "logs.gz"] => HugeFiles.Chatty(content, noise: 6, packed: 63, unpacked: 1040),
        ["bomb", _] => HugeFiles.Bomb(unpacked: 2048),
        ["empty", not "logs.gz"] => HugeFiles.List("[", _ => "{}", "]", 1_200_000),
        ["all", "results.gz"] => HugeFiles.List("""{"warnings":{"velero":[""", i => $"\"{i:x4}\"", "]}}", 1_000_000),
        ["all", "resource-list.json.gz"] => HugeFiles.List("""{"v1/Pod":[""", i => $"\"shop/{i:x7}-and-a-name-that-is-as-long-as-such-names-are-{i:x7}\"", "]}", 450_000),
        ["all", not "logs.gz"] => HugeFiles.List("[", i => $"{{\"pvcName\":\"{i:x7}\",\"pvName\":\"{new string('a', 200)}\"}}", "]", 120_000),
        _ => content,
    };
}
