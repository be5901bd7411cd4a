using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes a pod wrong.</summary>
internal static class PodRules
{
    private const string MayNotChange =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static IEnumerable<FieldError> Check(JsonObject pod, JsonObject? before)
    {
        var containers = pod.ArrayAt("spec", "containers").Objects().ToList();
        if (containers.Count == 0)
        {
            yield return FieldError.Required("spec.containers");
        }

        foreach (var (index, container) in containers.Index())
        {
            foreach (var member in (string[])["name", "image"])
            {
                if (string.IsNullOrEmpty(container.TextAt(member)))
                {
                    yield return FieldError.Required($"spec.containers[{index}].{member}");
                }
            }
        }

        if (before is not null && !JsonNode.DeepEquals(Fixed(pod), Fixed(before)))
        {
            yield return FieldError.Forbidden("spec", MayNotChange);
        }
    }

    private static JsonObject? Fixed(JsonObject pod)
    {
        if (pod.ObjectAt("spec")?.Clone() is not { } spec)
        {
            return null;
        }

        foreach (var name in (string[])["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"])
        {
            spec.Remove(name);
        }

        foreach (var container in spec.ArrayAt("containers").Objects().Concat(spec.ArrayAt("initContainers").Objects()))
        {
            container.Remove("image");
        }

        return spec;
    }
}
