using System.Text.Json;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Tests.Webhook;

/// <summary>AdmissionReviews as an API server sends them, with everything that it puts into one.</summary>
internal static class Reviews
{
    public const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";

    /// <summary>Stands in every VM's cloud-init; seen anywhere but there, it leaked.</summary>
    public const string Canary = "canary-7f3d-of-the-user-data";

    /// <summary>A VirtualMachine as it is stored, halted.</summary>
    /// <param name="policy">The value of the opt-in label; null for a VM without it.</param>
    /// <param name="templateMetadata">JSON of the template's metadata.</param>
    public static string Vm(string? policy = "required", string templateMetadata = """{"creationTimestamp":null,"labels":{"kubevirt.io/domain":"db-0"}}""") => $$$$"""
        {
          "apiVersion": "kubevirt.io/v1",
          "kind": "VirtualMachine",
          "metadata": {
            "annotations": {"kubevirt.io/latest-observed-api-version": "v1", "note": "caf\u00e9 \ud83d\ude00 ~/a"},
            "creationTimestamp": "2026-03-01T10:00:00Z",
            "generation": 3,
            "labels": {"app": "db"{{{{(policy is null ? "" : $", \"velerofreeze.io/freeze\": \"{policy}\"")}}}}},
            "managedFields": [
              {"apiVersion": "kubevirt.io/v1", "fieldsType": "FieldsV1", "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:app": {}}}, "f:spec": {".": {}, "f:runStrategy": {}}},
               "manager": "kubectl-client-side-apply", "operation": "Update", "time": "2026-03-01T10:00:00Z"}
            ],
            "name": "db-0",
            "namespace": "prod",
            "resourceVersion": "88213",
            "uid": "2d1c5f7e-8f39-4a55-9e3f-2f3c3e1a9d10"
          },
          "spec": {
            "dataVolumeTemplates": [
              {"metadata": {"name": "db-0-root"}, "spec": {"pvc": {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "20Gi"}}, "volumeMode": "Block"}, "source": {"blank": {}} } }
            ],
            "runStrategy": "Halted",
            "template": {
              "metadata": {{{{templateMetadata}}}},
              "spec": {
                "architecture": "amd64",
                "domain": {
                  "cpu": {"cores": 2, "sockets": 1, "threads": 1},
                  "devices": {
                    "disks": [{"disk": {"bus": "virtio"}, "name": "root"}, {"disk": {"bus": "virtio"}, "name": "cloudinit"}],
                    "interfaces": [{"masquerade": {}, "name": "default"}]
                  },
                  "machine": {"type": "q35"},
                  "resources": {"requests": {"memory": "4Gi"}}
                },
                "networks": [{"name": "default", "pod": {}}],
                "volumes": [
                  {"dataVolume": {"name": "db-0-root"}, "name": "root"},
                  {"cloudInitNoCloud": {"userData": "#cloud-config\npassword: {{{{Canary}}}}\nssh_pwauth: true\n"}, "name": "cloudinit"}
                ]
              }
            }
          },
          "status": {"printableStatus": "Stopped", "conditions": [{"lastProbeTime": "2026-03-01T10:00:01Z", "lastTransitionTime": "2026-03-01T10:00:01Z", "message": "VMI does not exist", "reason": "VMINotExists", "status": "False", "type": "Ready"}]}
        }
        """;

    public static string Create(string vm, bool dryRun = false, string uid = Uid) => Review("CREATE", vm, "null", dryRun, uid);

    public static string Update(string vm, string oldVm, bool dryRun = false, string uid = Uid) => Review("UPDATE", vm, oldVm, dryRun, uid);

    public static string Review(string operation, string vm, string oldVm, bool dryRun = false, string uid = Uid) => $$"""
        {
          "kind": "AdmissionReview",
          "apiVersion": "admission.k8s.io/v1",
          "request": {
            "uid": "{{uid}}",
            "kind": {"group": "kubevirt.io", "version": "v1", "kind": "VirtualMachine"},
            "resource": {"group": "kubevirt.io", "version": "v1", "resource": "virtualmachines"},
            "requestKind": {"group": "kubevirt.io", "version": "v1", "kind": "VirtualMachine"},
            "requestResource": {"group": "kubevirt.io", "version": "v1", "resource": "virtualmachines"},
            "name": "db-0",
            "namespace": "prod",
            "operation": "{{operation}}",
            "userInfo": {
              "username": "system:serviceaccount:argocd:argocd-application-controller",
              "uid": "6a2f0f0e-0c2b-4f0e-9d0c-3a9b8a6a0f11",
              "groups": ["system:serviceaccounts", "system:serviceaccounts:argocd", "system:authenticated"],
              "extra": {"authentication.kubernetes.io/pod-name": ["argocd-application-controller-0"], "authentication.kubernetes.io/node-uid": ["b5e1"]}
            },
            "object": {{vm}},
            "oldObject": {{oldVm}},
            "dryRun": {{(dryRun ? "true" : "false")}},
            "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1", "fieldManager": "kubectl-client-side-apply", "fieldValidation": "Strict"}
          }
        }
        """;

    /// <summary>A review with one field of its request set to other JSON.</summary>
    public static string With(string field, string json) => Edit(request => request[field] = Parse(json));

    public static string Without(string field) => Edit(request => request.Remove(field));

    /// <summary>A review whose request has one more member, written as it is.</summary>
    public static string WithMember(string member) =>
        Create(Vm()).Replace("\"dryRun\":", member + ", \"dryRun\":", StringComparison.Ordinal);

    private static string Edit(Action<JsonObject> edit)
    {
        var review = JsonNode.Parse(Create(Vm()))!.AsObject();
        edit(review["request"]!.AsObject());
        return review.ToJsonString();
    }

    private static JsonNode? Parse(string json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 4096 });
}
