using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>Runs a command in a container of a pod. There is one program in the image: virt-freezer.</summary>
internal sealed class PodExec(Func<ClusterView> view, GuestRoom guests, KubeVirtOptions options)
{
    public async Task<JsonObject?> RunAsync(JsonObject request, CancellationToken stop)
    {
        var now = view();
        var name = request.TextAt("pod") ?? "";
        var pod = now.Pods.FirstOrDefault(pod => pod.Namespace() == request.TextAt("namespace") && pod.Name() == name) ?? throw VirtApiException.NotFound("pods", name);
        var container = request.TextAt("container") ?? "";
        if (!pod.ArrayAt("spec", "containers").Objects().Any(known => known.TextAt("name") == container))
        {
            throw VirtApiException.BadRequest($"container {container} is not valid for pod {name}");
        }

        if (!ClusterView.IsRunning(pod))
        {
            throw VirtApiException.Internal($"cannot exec into a container in a completed pod; current phase is {pod.TextAt("status", "phase")}");
        }

        var command = request.ArrayAt("command").Texts().ToList();
        if (command.Count == 0 || container != "compute" || command[0] is not (VirtFreezer.Path or "virt-freezer"))
        {
            return Answer(127, $"exec: \"{command.FirstOrDefault()}\": executable file not found in $PATH\n");
        }

        var run = Freezer(now, pod, command[1..]);
        await Task.Delay(run.Took, options.Time, stop);
        return Answer(run.ExitCode, run.Stderr);
    }

    /// <summary>The launcher that a guest is about to move to has no domain and has not heard of an agent.</summary>
    private FreezerRun Freezer(ClusterView now, JsonObject pod, List<string> arguments)
    {
        var vmi = now.Vmis.FirstOrDefault(pod.IsControlledBy) ?? throw VirtApiException.NotFound("virtualmachineinstances", "of this pod");
        var launcher = Subresources.LauncherOf(vmi, now);
        var empty = new Guest(GuestFault.NoAgent, now.Now);
        return now.CurrentPod(vmi)?.Uid() == pod.Uid()
            ? guests.Change(vmi.Uid(), (guest, time) => Run(guest, time)) ?? Run(empty, now.Now).Result
            : Run(empty, now.Now).Result;

        (Guest After, FreezerRun Result) Run(Guest guest, DateTimeOffset time)
        {
            var run = VirtFreezer.Run(arguments, launcher, guest, options.Release, time);
            return (run.Guest, run);
        }
    }

    private static JsonObject Answer(int exitCode, string stderr) => new() { ["exitCode"] = exitCode, ["stdout"] = "", ["stderr"] = stderr };
}
