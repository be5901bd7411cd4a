using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>How every pod of ours must be locked in.</summary>
internal static class PodLint
{
    private static readonly string[] OfTheHost = ["hostNetwork", "hostPID", "hostIPC"];

    public static IEnumerable<string> Findings(JsonObject found) => Manifests.PodOf(found) is { } pod
        ? Pod(pod).Concat(pod.ArrayAt("containers").Objects().SelectMany(Container))
        : [];

    /// <summary>Of a container that has to look after itself, whatever its pod is like.</summary>
    public static IEnumerable<string> Container(JsonObject container)
    {
        var findings = Image(container).Concat(Confinement(container.ObjectAt("securityContext"))).Concat(Resources(container)).Concat(Probes(container));
        return findings.Select(finding => $"{container.TextAt("name")}: {finding}");
    }

    private static IEnumerable<string> Pod(JsonObject pod)
    {
        var context = pod.ObjectAt("securityContext");
        return Broken(
            (context.BoolAt("runAsNonRoot") == true && context.NumberAt("runAsUser") > 0, "may run as root"),
            (context.TextAt("seccompProfile", "type") == "RuntimeDefault", "no seccomp profile"),
            (pod.BoolAt("automountServiceAccountToken") is not null, "does not say whether it needs a token"),
            (pod.BoolAt("enableServiceLinks") == false, "is told of every Service of the namespace"),
            (OfTheHost.All(name => pod.BoolAt(name) is null or false), "shares a namespace of the host"),
            (pod.ArrayAt("volumes").Objects().All(volume => volume["hostPath"] is null), "mounts a path of the host"));
    }

    private static IEnumerable<string> Image(JsonObject container)
    {
        var image = container.TextAt("image") ?? "";
        var tag = image[(image.LastIndexOf('/') + 1)..].Split('@')[0].Split(':') is [_, var said] ? said : "";
        return Broken((image.Contains("@sha256:", StringComparison.Ordinal) || tag is not ("" or "latest"), $"image {image} may be another one tomorrow"));
    }

    private static IEnumerable<string> Confinement(JsonObject? context) => Broken(
        (context.BoolAt("allowPrivilegeEscalation") == false, "may gain privileges"),
        (context.BoolAt("privileged") is null or false, "is privileged"),
        (context.BoolAt("readOnlyRootFilesystem") == true, "may write its own files"),
        (context.ArrayAt("capabilities", "drop").Texts().Contains("ALL"), "keeps capabilities"),
        (context.ArrayAt("capabilities", "add") is null, "adds capabilities"));

    private static IEnumerable<string> Resources(JsonObject container) => Broken(
        (container.TextAt("resources", "limits", "memory") is not null, "no memory limit"),
        (container.TextAt("resources", "limits", "cpu") is null, "a cpu limit, which only slows it down"),
        (container.TextAt("resources", "requests", "memory") is not null && container.TextAt("resources", "requests", "cpu") is not null, "requests no cpu or memory"));

    private static IEnumerable<string> Probes(JsonObject container) => Broken(
        (container.TextAt("livenessProbe", "httpGet", "path") == "/livez", "no liveness probe"),
        (container.ArrayAt("volumeMounts").Objects().All(mount => mount["subPath"] is null), "a subPath, which never sees a change"));

    private static IEnumerable<string> Broken(params (bool Holds, string Finding)[] rules) => rules.Where(rule => !rule.Holds).Select(rule => rule.Finding);
}
