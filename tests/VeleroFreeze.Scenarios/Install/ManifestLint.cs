using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>What no manifest of ours may have, and what each must.</summary>
internal static class ManifestLint
{
    private static readonly string[] NotNamespaced =
    [
        "Namespace", "ClusterRole", "ClusterRoleBinding", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
    ];

    public static IEnumerable<string> Findings(JsonObject found)
    {
        var name = Manifests.NameOf(found);
        return Metadata(found).Concat(RuleLint.Findings(found)).Concat(Registration(found)).Concat(PodLint.Findings(found)).Select(finding => $"{name}: {finding}");
    }

    private static IEnumerable<string> Metadata(JsonObject found)
    {
        if (found.TextAt("metadata", "namespace") is null != NotNamespaced.Contains(found.TextAt("kind")))
        {
            yield return "its namespace is missing, or one too many";
        }

        var labels = found.ObjectAt("metadata", "labels");
        foreach (var (key, value) in new[] { ("name", "velerofreeze"), ("part-of", "velerofreeze") }.Where(label => labels.TextAt($"app.kubernetes.io/{label.Item1}") != label.Item2))
        {
            yield return $"no label app.kubernetes.io/{key}: {value}";
        }

        if (labels.TextAt("velero.io/exclude-from-backup") != "true")
        {
            yield return "a backup would take it along";
        }
    }

    /// <summary>A webhook that is away must not stop anybody, and its authority is never in a file.</summary>
    private static IEnumerable<string> Registration(JsonObject found)
    {
        if (found.TextAt("kind") != "MutatingWebhookConfiguration")
        {
            return [];
        }

        return found.ArrayAt("webhooks").Objects().SelectMany(entry => Entry(entry).Select(finding => $"{entry.TextAt("name")} {finding}"));
    }

    private static IEnumerable<string> Entry(JsonObject entry)
    {
        if (entry.TextAt("failurePolicy") != "Ignore")
        {
            yield return "fails closed";
        }

        if (entry.NumberAt("timeoutSeconds") is not (> 0 and <= 3))
        {
            yield return "lets people wait too long";
        }

        if (entry.TextAt("sideEffects") != "None")
        {
            yield return "would not be asked in a dry run";
        }

        if (entry.TextAt("clientConfig", "caBundle") is not null)
        {
            yield return "has an authority in a file";
        }
    }
}
