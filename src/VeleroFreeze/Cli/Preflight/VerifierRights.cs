using VeleroFreeze.Backups;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>Asks the cluster whether whoever runs this may do what the verifier does.</summary>
internal static class VerifierRights
{
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases");

    public static async Task<CheckGroup> ExamineAsync(KubernetesClient client, string velero, string reports, CancellationToken cancellation)
    {
        var missing = new List<string>();
        foreach (var (scope, verbs) in Needed(velero, reports))
        {
            foreach (var verb in verbs.Split(' '))
            {
                if (!await client.IsAllowedAsync(new AccessReview(verb, scope), cancellation))
                {
                    missing.Add($"{verb} {scope}");
                }
            }
        }

        var check = PreflightChecks.VerifierRights;
        return CheckGroup.Of("verifier", missing.Count == 0 ? check.Ok("nothing is missing") : check.Fail($"missing: {string.Join("; ", missing)}"));
    }

    private static (ResourceScope Scope, string Verbs)[] Needed(string velero, string reports) =>
    [
        (ClusterKinds.Backups.In(velero), "get list watch patch"),
        (ClusterKinds.DownloadRequests.In(velero), "create get delete"),
        (ClusterKinds.StorageLocations.In(velero), "get"),
        (ClusterKinds.PodVolumeBackups.In(velero), "list"),
        (ClusterKinds.VirtualMachines.Everywhere, "list"),
        (ClusterKinds.Instances.Everywhere, "list"),
        (ClusterKinds.Pods.Everywhere, "list"),
        (ClusterKinds.Claims.Everywhere, "list"),
        (ClusterKinds.Namespaces.Everywhere, "list"),
        (ClusterKinds.SnapshotContents.Everywhere, "list"),
        (ClusterKinds.Events.Everywhere, "create"),
        (ClusterKinds.ConfigMaps.In(reports), "get list create update patch delete"),
        (Leases.In(reports), "get create update"),
    ];
}
