using System.Text;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Benchmarks.Webhook;

/// <summary>The review that all servers are asked to answer, as an API server sends it for a VM that <c>kubectl</c> creates.</summary>
internal static class Reviews
{
    private const int Length = 6500;

    /// <summary>A VM that opted in by its label and has no hooks yet: the patch is at its longest. Cloud-init fills the review up to 6.5 KB.</summary>
    public static byte[] Create()
    {
        var empty = Text("");
        return Encoding.UTF8.GetBytes(Text(new string('x', Length - Encoding.UTF8.GetByteCount(empty))));
    }

    /// <summary>What the webhook answers.</summary>
    public static string Answer() =>
        Encoding.UTF8.GetString(new AdmissionHandler(KubeVirtVersion.Unknown, OnError.Continue).Answer(Create(), FreezePolicy.None).Body);

    private static string Text(string userData) => """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"0b29d5a1-f5ac-4e31-8a3b-3d4f2c7b9f10","kind":{"group":"kubevirt.io","version":"v1","kind":"VirtualMachine"},"resource":{"group":"kubevirt.io","version":"v1","resource":"virtualmachines"},"requestKind":{"group":"kubevirt.io","version":"v1","kind":"VirtualMachine"},"requestResource":{"group":"kubevirt.io","version":"v1","resource":"virtualmachines"},"name":"orders-db","namespace":"shop","operation":"CREATE","userInfo":{"username":"kubernetes-admin","groups":["kubeadm:cluster-admins","system:authenticated"],"extra":{"authentication.kubernetes.io/credential-id":["X509SHA256=5f1c"]}},"object":OBJECT,"oldObject":null,"dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"kubectl-client-side-apply","fieldValidation":"Strict"}}}

        """.Replace("OBJECT", Machine(userData), StringComparison.Ordinal);

    private static string Machine(string userData) => """
        {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"annotations":{"example.com/owner":"orders","kubevirt.io/latest-observed-api-version":"v1"},"creationTimestamp":"2026-11-21T01:00:00Z","generation":1,"labels":{"app":"orders","velerofreeze.io/freeze":"required"},"managedFields":[MANAGED],"name":"orders-db","namespace":"shop","uid":"9c3ab1a8-0c4e-4d0e-bb54-3c1f4a3a6d11"},"spec":{"dataVolumeTemplates":[{"metadata":{"name":"orders-db-root"},"spec":{"source":{"http":{"url":"https://images.example.com/debian-12.qcow2"}},"storage":{"accessModes":["ReadWriteMany"],"resources":{"requests":{"storage":"30Gi"}},"storageClassName":"fast","volumeMode":"Block"}}}],"runStrategy":"Always","template":{"metadata":{"annotations":{"example.com/tier":"gold"},"labels":{"kubevirt.io/domain":"orders-db"}},"spec":{"architecture":"amd64","domain":{"cpu":{"cores":4},"devices":{"disks":[{"disk":{"bus":"virtio"},"name":"root"},{"disk":{"bus":"virtio"},"name":"data"},{"disk":{"bus":"virtio"},"name":"cloudinit"}],"interfaces":[{"masquerade":{},"model":"virtio","name":"default"}],"rng":{}},"machine":{"type":"q35"},"memory":{"guest":"8Gi"},"resources":{"requests":{"memory":"8Gi"}}},"networks":[{"name":"default","pod":{}}],"terminationGracePeriodSeconds":180,"volumes":[{"dataVolume":{"name":"orders-db-root"},"name":"root"},{"name":"data","persistentVolumeClaim":{"claimName":"orders-db-data"}},{"cloudInitNoCloud":{"userData":"#cloud-config\nssh_pwauth: false\nusers:\n  - name: admin\nUSERDATA"},"name":"cloudinit"}]}}}}
        """
        .Replace("MANAGED", $"{Managed("kubectl-client-side-apply")},{Managed("virt-controller")}", StringComparison.Ordinal)
        .Replace("USERDATA", userData, StringComparison.Ordinal);

    private static string Managed(string manager) => """
        {"apiVersion":"kubevirt.io/v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:example.com/owner":{}},"f:labels":{".":{},"f:app":{},"f:velerofreeze.io/freeze":{}}},"f:spec":{".":{},"f:dataVolumeTemplates":{},"f:runStrategy":{},"f:template":{".":{},"f:metadata":{".":{},"f:annotations":{".":{},"f:example.com/tier":{}},"f:labels":{".":{},"f:kubevirt.io/domain":{}}},"f:spec":{".":{},"f:architecture":{},"f:domain":{".":{},"f:cpu":{".":{},"f:cores":{}},"f:devices":{".":{},"f:disks":{},"f:interfaces":{},"f:rng":{}},"f:machine":{".":{},"f:type":{}},"f:memory":{".":{},"f:guest":{}}},"f:networks":{},"f:terminationGracePeriodSeconds":{},"f:volumes":{}}}}},"manager":"MANAGER","operation":"Update","time":"2026-11-21T01:00:00Z"}
        """.Replace("MANAGER", manager, StringComparison.Ordinal);
}
