using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Selectors;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes a Deployment wrong, as far as hand-written manifests get it wrong.</summary>
internal static class DeploymentRules
{
    private const string Template = "spec.template.spec";

    public static IEnumerable<FieldError> Check(JsonObject node, JsonObject? before) =>
    [
        .. Selector(node, before),
        .. Containers(node.ObjectAt("spec", "template", "spec")),
        .. Volumes(node.ObjectAt("spec", "template", "spec")),
    ];

    private static IEnumerable<FieldError> Selector(JsonObject node, JsonObject? before)
    {
        var selector = node.ObjectAt("spec", "selector");
        if (selector is null)
        {
            yield return FieldError.Required("spec.selector");
        }
        else if (selector.Count == 0)
        {
            yield return FieldError.Invalid("spec.selector", selector, "empty selector is invalid for deployment");
        }
        else if (!LabelSelector.OfObject(selector).Matches(node.ObjectAt("spec", "template", "metadata", "labels")))
        {
            yield return FieldError.Invalid("spec.template.metadata.labels", node.At("spec", "template", "metadata", "labels"), "`selector` does not match template `labels`");
        }

        if (before is not null && !JsonNode.DeepEquals(selector, before.At("spec", "selector")))
        {
            yield return FieldError.Invalid("spec.selector", selector, "field is immutable");
        }
    }

    private static IEnumerable<FieldError> Containers(JsonObject? pod)
    {
        var containers = pod.ArrayAt("containers").Objects().ToList();
        if (containers.Count == 0)
        {
            yield return FieldError.Required($"{Template}.containers");
        }

        var volumes = pod.ArrayAt("volumes").Objects().Select(volume => volume.TextAt("name")).ToList();
        foreach (var (index, container) in containers.Index())
        {
            var field = $"{Template}.containers[{index}]";
            foreach (var error in Required(container, field, "name", "image").Concat(Mounts(container, field, volumes)).Concat(Probes(container, field)))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Mounts(JsonObject container, string field, List<string?> volumes)
    {
        foreach (var (index, mount) in container.ArrayAt("volumeMounts").Objects().Index())
        {
            if (!volumes.Contains(mount.TextAt("name")))
            {
                yield return new FieldError("FieldValueNotFound", $"{field}.volumeMounts[{index}].name", $"Not found: {mount["name"].ToText()}");
            }

            if (string.IsNullOrEmpty(mount.TextAt("mountPath")))
            {
                yield return FieldError.Required($"{field}.volumeMounts[{index}].mountPath");
            }
        }
    }

    private static IEnumerable<FieldError> Probes(JsonObject container, string field) =>
        from kind in (string[])["livenessProbe", "readinessProbe", "startupProbe"]
        where container[kind] is JsonObject probe && !((string[])["httpGet", "exec", "tcpSocket", "grpc"]).Any(probe.ContainsKey)
        select FieldError.Required($"{field}.{kind}", "must specify a handler type");

    private static IEnumerable<FieldError> Volumes(JsonObject? pod)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, volume) in pod.ArrayAt("volumes").Objects().Index())
        {
            var field = $"{Template}.volumes[{index}]";
            if (volume.TextAt("name") is { Length: > 0 } name && !names.Add(name))
            {
                yield return FieldError.Duplicate($"{field}.name", name);
            }

            if (volume.All(member => member.Key == "name"))
            {
                yield return FieldError.Required(field, "must specify a volume type");
            }
        }
    }

    private static IEnumerable<FieldError> Required(JsonObject node, string field, params string[] members) =>
        members.Where(member => string.IsNullOrEmpty(node.TextAt(member))).Select(member => FieldError.Required($"{field}.{member}"));
}

/// <summary>What makes a PodDisruptionBudget wrong.</summary>
internal static class DisruptionRules
{
    public static IEnumerable<FieldError> Check(JsonObject node, JsonObject? _)
    {
        if (node.At("spec", "minAvailable") is not null && node.At("spec", "maxUnavailable") is not null)
        {
            yield return FieldError.Invalid("spec", node["spec"], "minAvailable and maxUnavailable cannot be both set");
        }

        if (node.TextAt("spec", "unhealthyPodEvictionPolicy") is not (null or "IfHealthyBudget" or "AlwaysAllow"))
        {
            yield return FieldError.NotSupported("spec.unhealthyPodEvictionPolicy", node.At("spec", "unhealthyPodEvictionPolicy"), "AlwaysAllow", "IfHealthyBudget");
        }
    }
}
