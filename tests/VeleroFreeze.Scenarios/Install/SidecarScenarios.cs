namespace VeleroFreeze.Scenarios.Install;

/// <summary>The verifier in Velero's pod, put there and taken out again by the commands of the README.</summary>
public sealed class SidecarScenarios
{
    private const string Folder = "deploy/overlays/velero-sidecar";
    private const string Standalone = "deploy/overlays/standalone-verifier";
    private const string Verifier = "system:serviceaccount:velero:velerofreeze-verifier";

    /// <summary>Velero's account may do everything, and its token is not within the container's reach.</summary>
    private const string Account = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: velero, namespace: velero}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: velero}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: ServiceAccount, name: velero, namespace: velero}]
        ---

        """;

    [Fact]
    public async Task The_container_beside_Velero_judges_as_itself_and_goes_without_a_trace()
    {
        await using var cluster = await InstalledCluster.StartAsync(hasActors: true);
        await cluster.KubectlAsync("apply -n velero -f -", Account + SidecarTests.Velero);
        var before = await SpecAsync(cluster);
        await cluster.KubectlAsync("apply -k deploy/overlays/self-signed");
        await cluster.ReadyAsync(InstalledJob.Space, "velerofreeze-webhook");
        await cluster.ReadyAsync(InstalledJob.Space, "velerofreeze-verifier");

        await cluster.KubectlAsync($"apply -k {Folder}");
        await cluster.KubectlAsync($"patch deployment velero -n velero --patch-file {Folder}/patch.yaml");
        await cluster.KubectlAsync($"delete -k {Standalone}");
        var pod = await cluster.PrintedAsync("velero", "watching Backups");
        (await cluster.WhoIsAsync(pod)).ShouldContain($"\"username\":\"{Verifier}\"");

        await InstalledJob.ProtectAsync(cluster);
        await InstalledJob.JudgeAsync(cluster);
        cluster.Api.Accesses.Where(access => !access.IsAllowed).ShouldBeEmpty();
        cluster.Api.Accesses.ShouldContain(access => access.User == Verifier && access.Resource == "backups" && access.Verb == "patch");
        cluster.Api.Accesses.ShouldNotContain(access => access.User == "system:serviceaccount:velero:velero");
        pod.Restarts.ShouldBe(0, pod.Output);

        await cluster.KubectlAsync($"apply -k {Standalone}");
        await cluster.KubectlAsync($"patch deployment velero -n velero --patch-file {Folder}/remove.yaml");
        await cluster.KubectlAsync($"delete -k {Folder} --ignore-not-found");
        (await SpecAsync(cluster)).ShouldBe(before);
        await InstalledJob.RemoveAsync(cluster, "deploy/overlays/self-signed");
    }

    private static Task<string> SpecAsync(InstalledCluster cluster) => cluster.KubectlAsync("get deployment velero -n velero -o jsonpath='{.spec}'");
}
