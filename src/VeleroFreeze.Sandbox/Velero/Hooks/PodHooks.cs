using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Selectors;

namespace VeleroFreeze.Sandbox.Velero.Hooks;

/// <summary>Which hooks a pod has in a phase: its annotation's one, or else those of the Backup's spec that select it.</summary>
internal static class PodHooks
{
    private const string Domain = "hook.backup.velero.io/";

    /// <param name="backupSpec">The spec of the Backup.</param>
    /// <param name="version">The version of Velero.</param>
    /// <param name="pod">The pod as it was collected.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="warn">Told the text of a warning.</param>
    public static IReadOnlyList<Hook> Of(JsonNode? backupSpec, VeleroVersion version, JsonObject pod, HookPhase phase, Action<string> warn)
    {
        var annotations = pod.ObjectAt("metadata", "annotations");
        var hook = FromAnnotations(annotations, $"{phase.Text()}.{Domain}", warn)
            ?? (phase == HookPhase.Pre ? FromAnnotations(annotations, Domain, warn) : null);
        return hook is not null ? [hook] : FromSpec(backupSpec, version, pod, phase);
    }

    private static Hook? FromAnnotations(JsonObject? annotations, string prefix, Action<string> warn)
    {
        string Value(string key) => annotations.TextAt(prefix + key) ?? "";
        return Value("command") is not { Length: > 0 } command
            ? null
            : new Hook(Hook.FromAnnotation, "annotation", Value("container"), HookCommand.Parse(command))
            {
                OnError = Value("on-error") is "Fail" or "Continue" ? Value("on-error") : "",
                Timeout = Timeout(Value("timeout"), warn),
            };
    }

    private static GoDuration Timeout(string text, Action<string> warn)
    {
        GoDuration timeout = default;
        if (text.Length > 0 && GoDuration.TryParse(text, out timeout) is { } error)
        {
            warn($"Unable to parse provided timeout {text}, using default: {error}");
        }

        return timeout;
    }

    private static List<Hook> FromSpec(JsonNode? backupSpec, VeleroVersion version, JsonObject pod, HookPhase phase)
    {
        var found = new List<Hook>();
        foreach (var resource in backupSpec.ArrayAt("hooks", "resources").Objects().Where(resource => Selects(resource, pod)))
        {
            foreach (var exec in resource.ArrayAt(phase.Text()).Objects().Select(hook => hook.ObjectAt("exec")).OfType<JsonObject>())
            {
                GoDuration.TryParse(exec.TextAt("timeout") ?? "0", out var timeout);
                var command = exec.ArrayAt("command").Texts().ToList();
                found.Add(new Hook(resource.TextAt("name") ?? "", version.SpecHookSource, exec.TextAt("container") ?? "", command)
                {
                    OnError = exec.TextAt("onError") ?? "",
                    Timeout = timeout,
                    Index = found.Count,
                });
            }
        }

        return found;
    }

    private static bool Selects(JsonObject resource, JsonObject pod) =>
        Admits(resource, "Namespaces", pod.TextAt("metadata", "namespace") ?? "")
        && Admits(resource, "Resources", "pods")
        && LabelSelector.OfObject(resource.ObjectAt("labelSelector")).MatchesObject(pod);

    private static bool Admits(JsonObject resource, string what, string value)
    {
        var included = resource.ArrayAt("included" + what).Texts().ToList();
        var excluded = resource.ArrayAt("excluded" + what).Texts();
        return (included.Count == 0 || included.Contains("*") || included.Contains(value)) && !excluded.Contains(value);
    }
}
