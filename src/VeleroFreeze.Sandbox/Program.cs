using System.CommandLine;
using System.Runtime.InteropServices;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Demo;
using VeleroFreeze.Sandbox.Hosting;
using VeleroFreeze.Sandbox.Releases;

var kubeconfig = new Option<FileInfo>("--kubeconfig") { Description = "File to write the kubeconfig to", Required = true };
var port = new Option<int>("--port") { Description = "Port on loopback; 0 takes any that is free" };
var history = new Option<int>("--history") { Description = "Changes that can be watched from", DefaultValueFactory = _ => new ApiServerOptions().History };
var kubeVirt = new Option<string?>("--kubevirt-version") { Description = "Runs VMs as this release of KubeVirt does, such as 1.5 or 1.9; none leaves them alone" };
var velero = new Option<string?>("--velero-version") { Description = "Runs Backups as this version of Velero does, such as 1.14 or 1.18; none leaves them alone" };
var logFormat = new Option<string>("--velero-log-format") { Description = "Format of backup logs: text or json", DefaultValueFactory = _ => "text" };
var speed = new Option<double>("--speed") { Description = "How much faster time passes for guests and backups", DefaultValueFactory = _ => 1 };
var seed = new Option<int>("--seed") { Description = "Decides about every name that is drawn", DefaultValueFactory = _ => 1 };
kubeVirt.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string?>() is { } version && KubeVirtRelease.Find(version) is null)
    {
        result.AddError($"--kubevirt-version {version} is not known; known are {string.Join(", ", KubeVirtRelease.All.Select(row => row.Version))}");
    }
});
velero.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string?>() is { } version && VeleroVersion.Find(version) is null)
    {
        result.AddError($"--velero-version {version} is not known; known are {string.Join(", ", VeleroVersion.All.Select(row => row.Name))}");
    }
});
logFormat.AcceptOnlyFromAmong("text", "json");
speed.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double>() is not (> 0 and <= 10_000))
    {
        result.AddError("--speed must be above 0 and at most 10000");
    }
});
var root = new RootCommand("A small cluster on loopback: real kubectl works against it, nothing needs to be installed.")
{
    kubeconfig, port, history, kubeVirt, velero, logFormat, speed, seed, DemoCommand.Create(),
};
root.SetAction(async (arguments, stop) =>
{
    var file = arguments.GetRequiredValue(kubeconfig).FullName;
    await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions
    {
        Api = new ApiServerOptions { KubeconfigPath = file, Port = arguments.GetValue(port), History = arguments.GetValue(history) },
        KubeVirt = arguments.GetValue(kubeVirt) is { } release ? KubeVirtRelease.Find(release) : null,
        Velero = arguments.GetValue(velero) is { } version ? VeleroVersion.Find(version) : null,
        VeleroLogsJson = arguments.GetValue(logFormat) == "json",
        Speed = arguments.GetValue(speed),
        Seed = arguments.GetValue(seed),
    });
    Console.WriteLine($"listening https={sandbox.Api.Address.Authority} kubeconfig={file}");
    var stopped = new TaskCompletionSource();
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopped));
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopped));
    await stopped.Task.WaitAsync(stop);
    return 0;
});
return await root.Parse(args).InvokeAsync();

static void Stop(PosixSignalContext signal, TaskCompletionSource stopped)
{
    signal.Cancel = true;
    stopped.TrySetResult();
}
