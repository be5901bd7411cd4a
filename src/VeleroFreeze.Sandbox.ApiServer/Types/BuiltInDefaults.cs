using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>What the API server fills in, as far as anybody in the job reads it.</summary>
internal static class BuiltInDefaults
{
    public static void Namespace(JsonObject node)
    {
        if (node.TextAt("metadata", "name") is { } name)
        {
            node.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = name;
        }

        Default(node.Ensure("spec"), "finalizers", new JsonArray("kubernetes"));
        Default(node.Ensure("status"), "phase", "Active");
    }

    public static void Pod(JsonObject node)
    {
        if (node["spec"] is JsonObject spec)
        {
            Default(spec, "restartPolicy", "Always");
            Default(spec, "terminationGracePeriodSeconds", 30);
            Default(spec, "dnsPolicy", "ClusterFirst");
            Default(spec, "serviceAccountName", "default");
            Default(spec, "schedulerName", "default-scheduler");
        }

        Default(node.Ensure("status"), "phase", "Pending");
    }

    public static void Service(JsonObject node)
    {
        var spec = node.Ensure("spec");
        Default(spec, "type", "ClusterIP");
        Default(spec, "sessionAffinity", "None");
        foreach (var port in spec.ArrayAt("ports").Objects())
        {
            Default(port, "protocol", "TCP");
            Default(port, "targetPort", port["port"]?.DeepClone());
        }
    }

    /// <summary>stringData is a convenience for writers and is never stored.</summary>
    public static void Secret(JsonObject node)
    {
        Default(node, "type", "Opaque");
        if (!node.Remove("stringData", out var plain) || plain is not JsonObject texts)
        {
            return;
        }

        var data = node.Ensure("data");
        foreach (var (key, value) in texts)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.AsText() ?? ""));
        }
    }

    public static void Claim(JsonObject node)
    {
        Default(node.Ensure("spec"), "volumeMode", "Filesystem");
        Default(node.Ensure("status"), "phase", "Pending");
    }

    public static void Volume(JsonObject node)
    {
        Default(node.Ensure("spec"), "volumeMode", "Filesystem");
        Default(node.Ensure("spec"), "persistentVolumeReclaimPolicy", "Retain");
        Default(node.Ensure("status"), "phase", "Pending");
    }

    private static void Default(JsonObject node, string name, JsonNode? value)
    {
        if (node[name] is null && value is not null)
        {
            node[name] = value;
        }
    }
}
