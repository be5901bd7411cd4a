using VeleroFreeze.Scenarios.Verdict;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The main job on whatever was installed: a VM is labelled, backed up and judged, and in the end everything of ours is removed.</summary>
internal static class InstalledJob
{
    public const string Space = "velerofreeze";

    private const string Hook = @"{.spec.template.metadata.annotations.pre\.hook\.backup\.velero\.io/command}";

    /// <summary>A VM that runs, and then is labelled, as its owner does it.</summary>
    public static async Task ProtectAsync(InstalledCluster cluster)
    {
        var unlabelled = VerifiedCluster.Manifest("shop", "healthy").Replace("labels: {velerofreeze.io/freeze: required}", "labels: {}", StringComparison.Ordinal);
        await cluster.KubectlAsync("apply -f -", unlabelled);
        await cluster.KubectlAsync("wait vmi/db -n shop --for=create --timeout=60s");
        await cluster.KubectlAsync("wait vmi/db -n shop --for=condition=AgentConnected --timeout=60s");
        (await cluster.KubectlAsync($"get vm db -n shop -o jsonpath='{Hook}'")).ShouldBeEmpty();
        await cluster.KubectlAsync("label vm db -n shop velerofreeze.io/freeze=required");
        (await cluster.KubectlAsync($"get vm db -n shop -o jsonpath='{Hook}'")).ShouldBe("""["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"]""", cluster.Runner.Output);
    }

    public static async Task JudgeAsync(InstalledCluster cluster)
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

    /// <summary>Deletes what was applied, and finds nothing but what was said of the user's own objects.</summary>
    public static async Task RemoveAsync(InstalledCluster cluster, string folder)
    {
        await cluster.KubectlAsync($"delete -k {folder} --ignore-not-found --timeout=60s");

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
