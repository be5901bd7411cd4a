using VeleroFreeze.Scenarios.Verdict;
using Xunit.Abstractions;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The main job from the manifests, not from flags: what is applied is all that our roles get, and what they may do is what their Roles say.</summary>
public sealed class InstallationScenarios(ITestOutputHelper output)
{
    private const string Space = "velerofreeze";
    private const string Verifier = "system:serviceaccount:velerofreeze:velerofreeze-verifier";
    private const string Hook = @"{.spec.template.metadata.annotations.pre\.hook\.backup\.velero\.io/command}";
    private const string Folder = "deploy/overlays/self-signed";

    [Fact]
    public async Task A_VM_is_labelled_backed_up_and_judged_by_what_kubectl_apply_installed_and_nothing_is_left_when_it_is_deleted()
    {
        await using var cluster = await InstalledCluster.StartAsync(hasActors: true);
        await cluster.KubectlAsync($"apply -k {Folder}");
        await cluster.ReadyAsync(Space, "velerofreeze-certs");
        await cluster.ReadyAsync(Space, "velerofreeze-webhook");
        await cluster.ReadyAsync(Space, "velerofreeze-verifier");

        await ProtectAsync(cluster);
        await JudgeAsync(cluster);
        await ShouldHaveNeededItsRightsAsync(cluster);
        cluster.Runner.Pods.ShouldAllBe(pod => pod.Restarts == 0, cluster.Runner.Output);
        await RemoveAsync(cluster);
    }

    /// <summary>A VM that runs, and then is labelled, as its owner does it.</summary>
    private static async Task ProtectAsync(InstalledCluster cluster)
    {
        var unlabelled = VerifiedCluster.Manifest("shop", "healthy").Replace("labels: {velerofreeze.io/freeze: required}", "labels: {}", StringComparison.Ordinal);
        await cluster.KubectlAsync("apply -f -", unlabelled);
        await cluster.KubectlAsync("wait vmi/db -n shop --for=create --timeout=60s");
        await cluster.KubectlAsync("wait vmi/db -n shop --for=condition=AgentConnected --timeout=60s");
        (await cluster.KubectlAsync($"get vm db -n shop -o jsonpath='{Hook}'")).ShouldBeEmpty();
        await cluster.KubectlAsync("label vm db -n shop velerofreeze.io/freeze=required");
        (await cluster.KubectlAsync($"get vm db -n shop -o jsonpath='{Hook}'")).ShouldBe("""["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"]""", cluster.Runner.Output);
    }

    private static async Task JudgeAsync(InstalledCluster cluster)
    {
        const string Label = @"{.metadata.labels.velerofreeze\.io/consistency}";
        await cluster.KubectlAsync("create -f -", """
            apiVersion: velero.io/v1
            kind: Backup
            metadata: {name: nightly, namespace: velero}
            spec: {includedNamespaces: [shop]}
            """);
        await cluster.KubectlAsync($"wait backup/nightly -n velero --for=jsonpath='{Label}' --timeout=90s");
        (await cluster.KubectlAsync($"get backup/nightly -n velero -o jsonpath='{Label}'")).ShouldBe("file-system-consistent", cluster.Runner.Output);
        var uid = await cluster.KubectlAsync("get backup/nightly -n velero -o jsonpath='{.metadata.uid}'");
        await cluster.KubectlAsync($@"wait configmap/velerofreeze-{uid} -n {Space} --for=jsonpath='{{.metadata.annotations.velerofreeze\.io/announced}}' --timeout=60s");
        (await cluster.KubectlAsync("get events -n shop --field-selector reportingComponent=velerofreeze.io/verifier -o jsonpath='{.items[*].reason}'")).ShouldBe("FileSystemConsistent");
    }

    /// <summary>A right that is missing fails; one that this day did not need is reported, because other days may.</summary>
    private async Task ShouldHaveNeededItsRightsAsync(InstalledCluster cluster)
    {
        var accesses = cluster.Api.Accesses;
        accesses.Where(access => !access.IsAllowed).ShouldBeEmpty();
        accesses.Where(access => access.User.EndsWith(":velerofreeze-webhook", StringComparison.Ordinal)).ShouldBeEmpty();
        var rights = await Rights.OfAsync(cluster, Space, "velerofreeze-verifier");
        rights.ShouldNotBeEmpty();
        foreach (var right in Rights.Unused(rights, Verifier, accesses))
        {
            output.WriteLine($"given and not used: {right}");
        }
    }

    private static async Task RemoveAsync(InstalledCluster cluster)
    {
        await cluster.KubectlAsync($"delete -k {Folder} --ignore-not-found --timeout=60s");

        var kinds = string.Join(',', (await cluster.KubectlAsync("api-resources --verbs=list -o name")).Split('\n'));
        var left = await cluster.KubectlAsync($"get {kinds} -A -l app.kubernetes.io/part-of=velerofreeze -o name");
        left.ShouldBeEmpty();
        (await cluster.KubectlAsync("get namespaces -o name")).Split('\n').ShouldNotContain($"namespace/{Space}");
        await cluster.Runner.EmptyAsync();

        // What was said stays with what it was said of.
        (await cluster.KubectlAsync("get backup/nightly -n velero -o jsonpath='{.metadata.labels}'")).ShouldContain("file-system-consistent");
        (await cluster.KubectlAsync($"get vm db -n shop -o jsonpath='{Hook}'")).ShouldNotBeEmpty();
    }
}
