using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Hooks;

/// <summary>Runs one hook in a pod and writes the lines of it; the caller writes the line of a failure.</summary>
internal sealed class HookExecutor(VeleroVersion version, BackupLog log, Exec exec)
{
    private const string File = "/github.com/vmware-tanzu/velero/pkg/podexec/pod_command_executor.go:";

    private const string Package = "github.com/vmware-tanzu/velero/pkg/podexec.";

    private static readonly GoDuration DefaultTimeout = GoDuration.FromSeconds(30);

    private static readonly GoDuration LongestTimeout = GoDuration.FromSeconds(4 * 3600);

    /// <returns>Null when the hook succeeded. A pod that has completed is a success, although nothing runs.</returns>
    public async Task<VeleroError?> RunAsync(JsonObject pod, Hook hook, IReadOnlyList<LogField> handlerFields, CancellationToken stop)
    {
        var containers = pod.ArrayAt("spec", "containers").Objects().Select(container => container.TextAt("name") ?? "").ToList();
        if (Objection(hook, containers) is { } objection)
        {
            return objection;
        }

        var timeout = TimeoutOf(hook);
        var request = Request(pod, hook, containers, timeout);
        LogField[] fields = [.. handlerFields, .. Fields(hook, request, timeout)];
        if (pod.TextAt("status", "phase") is "Succeeded" or "Failed")
        {
            log.Info(version.Sources.Executor, $"Pod entered phase {pod.TextAt("status", "phase")} before some post-backup exec hooks ran", fields);
            return null;
        }

        log.Info(version.Sources.Executor, "running exec hook", fields);
        return Judge(await exec(request, stop), timeout, fields);
    }

    private static VeleroError? Objection(Hook hook, List<string> containers)
    {
        if (hook.Container.Length == 0 && containers.Count == 0)
        {
            return new VeleroError("need at least 1 container", File + "190", Package + "setDefaultHookContainer");
        }

        if (hook.Container.Length > 0 && !containers.Contains(hook.Container))
        {
            return new VeleroError($"no such container: \"{hook.Container}\"", File + "207", Package + "ensureContainerExists");
        }

        return hook.Command.Count == 0
            ? new VeleroError("command is required", File + "97", Package + "(*defaultPodCommandExecutor).ExecutePodCommand")
            : null;
    }

    private GoDuration TimeoutOf(Hook hook) => hook.Timeout.Nanoseconds switch
    {
        0 => DefaultTimeout,
        < 0 when version.CancelsLateHooks => DefaultTimeout,
        var asked when version.CancelsLateHooks && asked > LongestTimeout.Nanoseconds => LongestTimeout,
        _ => hook.Timeout,
    };

    private static ExecRequest Request(JsonObject pod, Hook hook, List<string> containers, GoDuration timeout)
    {
        var reference = new PodRef(pod.TextAt("metadata", "namespace") ?? "", pod.TextAt("metadata", "name") ?? "");
        return new ExecRequest(
            reference,
            hook.Container.Length == 0 ? containers[0] : hook.Container,
            hook.Command,
            timeout.Nanoseconds < 0 ? null : timeout.AsTimeSpan);
    }

    // The line shows Fail for an empty on-error, although the caller will go on as if it were Continue.
    private static LogField[] Fields(Hook hook, ExecRequest request, GoDuration timeout) =>
    [
        new("hookName", hook.Name),
        new("hookContainer", request.Container),
        new("hookCommand", LogValue.Of(request.Command)),
        new("hookOnError", hook.OnError.Length == 0 ? "Fail" : hook.OnError),
        new("hookTimeout", LogValue.Of(timeout)),
    ];

    private VeleroError? Judge(ExecOutcome outcome, GoDuration timeout, LogField[] fields)
    {
        if (outcome is ExecOutcome.TimedOut late)
        {
            if (version.CancelsLateHooks)
            {
                Write(late.Stdout, late.Stderr, fields);
            }

            return new VeleroError($"timed out after {timeout}", File + "168", Package + "(*defaultPodCommandExecutor).ExecutePodCommand");
        }

        var exited = outcome as ExecOutcome.Exited;
        Write(exited?.Stdout, exited?.Stderr, fields);
        return outcome switch
        {
            ExecOutcome.Refused refused => new VeleroError(refused.Error),
            ExecOutcome.Exited { Code: not 0 } failed => new VeleroError($"command terminated with exit code {failed.Code}"),
            _ => null,
        };
    }

    private void Write(string? stdout, string? stderr, LogField[] fields)
    {
        log.Info(version.Sources.Executor, "stdout: " + stdout, fields);
        log.Info(version.Sources.Executor, "stderr: " + stderr, fields);
    }
}
