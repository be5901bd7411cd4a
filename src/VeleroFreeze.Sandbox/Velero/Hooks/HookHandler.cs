using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Hooks;

/// <summary>Runs the hooks of a pod for one phase, in order, and counts them.</summary>
internal sealed class HookHandler(VeleroVersion version, JsonNode? backupSpec, BackupLog log, HookTracker tracker, Exec exec)
{
    private readonly HookExecutor _executor = new(version, log, exec);

    /// <returns>The error of a hook that was explicitly to <c>Fail</c>; an empty on-error is passed over like <c>Continue</c>.</returns>
    public async Task<VeleroError?> HandleAsync(JsonObject pod, HookPhase phase, CancellationToken stop)
    {
        var reference = new PodRef(pod.TextAt("metadata", "namespace") ?? "", pod.TextAt("metadata", "name") ?? "");
        var identity = Identity(reference);
        var source = version.Sources.HookHandler;
        VeleroError? fatal = null;
        foreach (var hook in PodHooks.Of(backupSpec, version, pod, phase, text => log.Write(Severity.Warning, source, text, identity)))
        {
            tracker.Register(reference, phase, hook);
            if (fatal is not null)
            {
                continue;
            }

            LogField[] fields = [.. identity, new("hookSource", hook.Source), new("hookType", "exec"), new("hookPhase", phase.Text())];
            var error = await _executor.RunAsync(pod, hook, fields, stop);
            if (error is not null)
            {
                log.Fail(source, "Error executing hook", error, fields);
            }

            tracker.Record(reference, phase, hook, error is not null);
            fatal = hook.OnError == "Fail" ? error : null;
        }

        return fatal;
    }

    private LogField[] Identity(PodRef pod) => version.HookLinesNameThePod
        ? [new("name", pod.Name), new("namespace", pod.Namespace), new("resource", "pods")]
        : [];
}
