using Xunit.Abstractions;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The main job from the manifests, not from flags: what is applied is all that our roles get, and what they may do is what their Roles say.</summary>
public sealed class InstallationScenarios(ITestOutputHelper output)
{
    private const string Verifier = "system:serviceaccount:velerofreeze:velerofreeze-verifier";
    private const string Folder = "deploy/overlays/self-signed";

    [Fact]
    public async Task A_VM_is_labelled_backed_up_and_judged_by_what_kubectl_apply_installed_and_nothing_is_left_when_it_is_deleted()
    {
        await using var cluster = await InstalledCluster.StartAsync(hasActors: true);
        await cluster.KubectlAsync($"apply -k {Folder}");
        await cluster.ReadyAsync(InstalledJob.Space, "velerofreeze-certs");
        await cluster.ReadyAsync(InstalledJob.Space, "velerofreeze-webhook");
        await cluster.ReadyAsync(InstalledJob.Space, "velerofreeze-verifier");

        await InstalledJob.ProtectAsync(cluster);
        await InstalledJob.JudgeAsync(cluster);
        await ShouldHaveNeededItsRightsAsync(cluster);
        cluster.Runner.Pods.ShouldAllBe(pod => pod.Restarts == 0, cluster.Runner.Output);
        await InstalledJob.RemoveAsync(cluster, Folder);
    }

    /// <summary>A right that is missing fails; one that this day did not need is reported, because other days may.</summary>
    private async Task ShouldHaveNeededItsRightsAsync(InstalledCluster cluster)
    {
        var accesses = cluster.Api.Accesses;
        accesses.Where(access => !access.IsAllowed).ShouldBeEmpty();
        accesses.Where(access => access.User.EndsWith(":velerofreeze-webhook", StringComparison.Ordinal)).ShouldBeEmpty();
        var rights = await Rights.OfAsync(cluster, InstalledJob.Space, "velerofreeze-verifier");
        rights.ShouldNotBeEmpty();
        foreach (var right in Rights.Unused(rights, Verifier, accesses))
        {
            output.WriteLine($"given and not used: {right}");
        }
    }
}
