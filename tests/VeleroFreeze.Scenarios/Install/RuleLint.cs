using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>What no role of ours may grant.</summary>
internal static class RuleLint
{
    private static readonly string[] NeverResources = ["pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "serviceaccounts/token", "restores", "deletebackuprequests"];
    private static readonly string[] NeverVerbs = ["escalate", "bind", "impersonate", "deletecollection"];

    /// <summary>Cluster-wide only what reads, and what tells an event or writes the one registration.</summary>
    private static readonly string[] Reading = ["get", "list", "watch"];

    public static IEnumerable<string> Findings(JsonObject found)
    {
        if (found.TextAt("kind") is not ("Role" or "ClusterRole"))
        {
            return [];
        }

        var isCluster = found.TextAt("kind") == "ClusterRole";
        return found.ArrayAt("rules").Objects().SelectMany(rule => Rule(rule, isCluster));
    }

    private static IEnumerable<string> Rule(JsonObject rule, bool isCluster)
    {
        var (resources, verbs) = (rule.ArrayAt("resources").Texts().ToList(), rule.ArrayAt("verbs").Texts().ToList());
        var names = rule.ArrayAt("resourceNames").Texts().ToList();
        var all = rule.Select(member => member.Value).OfType<JsonArray>().SelectMany(list => list.Texts());
        if (all.Any(text => text.Contains('*', StringComparison.Ordinal)))
        {
            yield return "grants a wildcard";
        }

        foreach (var never in resources.Intersect(NeverResources).Concat(verbs.Intersect(NeverVerbs)))
        {
            yield return $"grants {never}";
        }

        if (resources.Contains("secrets") && (isCluster || verbs.Any(verb => !IsSecretVerb(verb, names))))
        {
            yield return "reaches Secrets other than its own two";
        }

        foreach (var verb in isCluster ? verbs.Except(Reading).Where(verb => !IsClusterWrite(resources, verb, names)) : [])
        {
            yield return $"may {verb} {string.Join(' ', resources)} in every namespace";
        }
    }

    /// <summary>Creating cannot be limited to a name.</summary>
    private static bool IsSecretVerb(string verb, List<string> names) => names.Count == 0
        ? verb == "create"
        : verb is "get" or "update" or "patch" && names.TrueForAll(name => name is "velerofreeze-webhook-tls" or "velerofreeze-webhook-ca");

    private static bool IsClusterWrite(List<string> resources, string verb, List<string> names) =>
        (verb == "create" && resources is ["events"]) || (verb == "patch" && resources is ["mutatingwebhookconfigurations"] && names is ["velerofreeze"]);
}
