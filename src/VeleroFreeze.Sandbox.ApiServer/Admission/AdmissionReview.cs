using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>The question that a webhook is asked.</summary>
internal static class AdmissionReview
{
    public static JsonObject Build(string uid, AdmissionFacts facts, TypeVersion asked)
    {
        var request = new JsonObject
        {
            ["uid"] = uid,
            ["kind"] = KindOf(asked),
            ["resource"] = ResourceOf(asked),
        };
        var write = facts.Request;
        AddText(request, "subResource", write.Subresource);
        request["requestKind"] = KindOf(write.Target);
        request["requestResource"] = ResourceOf(write.Target);
        AddText(request, "requestSubResource", write.Subresource);
        AddText(request, "name", write.Name);
        AddText(request, "namespace", facts.Namespace);
        request["operation"] = facts.OperationName;
        request["userInfo"] = write.User.ToJson();
        request["object"] = View(asked, facts.Object);
        request["oldObject"] = View(asked, facts.OldObject);
        request["dryRun"] = write.IsDryRun;
        request["options"] = facts.Options.DeepClone();
        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request };
    }

    private static JsonNode? View(TypeVersion asked, JsonObject? stored) => stored is null ? null : asked.FromStored(stored).DeepClone();

    private static JsonObject KindOf(TypeVersion target) =>
        new() { ["group"] = target.Type.Group, ["version"] = target.Version, ["kind"] = target.Type.Kind };

    private static JsonObject ResourceOf(TypeVersion target) =>
        new() { ["group"] = target.Type.Group, ["version"] = target.Version, ["resource"] = target.Type.Plural };

    private static void AddText(JsonObject node, string name, string value)
    {
        if (value.Length > 0)
        {
            node[name] = value;
        }
    }
}
