using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>Asks the cluster whether whoever runs this may do what the verifier does.</summary>
internal static class VerifierRights
{
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases");

    public static async Task<CheckGroup> ExamineAsync(KubernetesClient client, string velero, string reports, CancellationToken cancellation)
    {
        var missing = new List<string>();
        foreach (var (scope, name, verbs) in Needed(velero, reports))
        {
            foreach (var verb in verbs.Split(' '))
            {
                if (!await client.IsAllowedAsync(new AccessReview(verb, scope, name), cancellation))
                {
                    missing.Add($"{verb} {scope}");
                }
            }
        }

        var check = PreflightChecks.VerifierRights;
        return CheckGroup.Of("verifier", missing.Count == 0 ? check.Ok("nothing is missing") : check.Fail($"missing: {string.Join("; ", missing)}"));
    }

    /// <summary>What the verifier asks for, and nothing else: the manifests grant just this.</summary>
    internal static (ResourceScope Scope, string? Name, string Verbs)[] Needed(string velero, string reports) =>
    [
        (ClusterKinds.Backups.In(velero), null, "get list watch patch"),
        (ClusterKinds.DownloadRequests.In(velero), null, "create get delete"),
        (ClusterKinds.StorageLocations.In(velero), null, "get"),
        (ClusterKinds.PodVolumeBackups.In(velero), null, "list"),
        (ClusterKinds.DataUploads.In(velero), null, "list"),
        (ClusterKinds.MachineSnapshots.Everywhere, null, "list watch"),
        (ClusterKinds.MachineBackups.Everywhere, null, "list watch"),
        (ClusterKinds.HarvesterBackups.Everywhere, null, "list watch"),
        (ClusterKinds.VirtualMachines.Everywhere, null, "get list watch"),
        (ClusterKinds.Instances.Everywhere, null, "list watch"),
        (ClusterKinds.Pods.Everywhere, null, "list watch"),
        (ClusterKinds.Claims.Everywhere, null, "list watch"),
        (ClusterKinds.Namespaces.Everywhere, null, "list watch"),
        (ClusterKinds.SnapshotContents.Everywhere, null, "list"),
        (ClusterKinds.Events.Everywhere, null, "create"),
        (ClusterKinds.ConfigMaps.In(reports), null, "create get list patch delete"),
        (Leases.In(reports), null, "create"),
        (Leases.In(reports), "velerofreeze-verifier", "get update"),
    ];
}
