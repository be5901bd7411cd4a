using System.CommandLine;
using System.Runtime.InteropServices;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.KubeVirt;

var kubeconfig = new Option<FileInfo>("--kubeconfig") { Description = "File to write the kubeconfig to", Required = true };
var port = new Option<int>("--port") { Description = "Port on loopback; 0 takes any that is free" };
var history = new Option<int>("--history") { Description = "Changes that can be watched from", DefaultValueFactory = _ => new ApiServerOptions().History };
var kubeVirt = new Option<string?>("--kubevirt-version") { Description = "Runs VMs as this release of KubeVirt does, such as 1.5 or 1.9; none leaves them alone" };
var speed = new Option<double>("--speed") { Description = "How much faster time passes for guests", DefaultValueFactory = _ => 1 };
var seed = new Option<int>("--seed") { Description = "Decides about every name that is drawn", DefaultValueFactory = _ => 1 };
kubeVirt.Validators.Add(result =>
{
    if (result.GetValueOrDefault<string?>() is { } version && KubeVirtRelease.Find(version) is null)
    {
        result.AddError($"--kubevirt-version {version} is not known; known are {string.Join(", ", KubeVirtRelease.All.Select(row => row.Version))}");
    }
});
speed.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double>() is not (> 0 and <= 10_000))
    {
        result.AddError("--speed must be above 0 and at most 10000");
    }
});
var root = new RootCommand("A small cluster on loopback: real kubectl works against it, nothing needs to be installed.") { kubeconfig, port, history, kubeVirt, speed, seed };
root.SetAction(async (arguments, stop) =>
{
    var file = arguments.GetRequiredValue(kubeconfig).FullName;
    var options = new ApiServerOptions { KubeconfigPath = file, Port = arguments.GetValue(port), History = arguments.GetValue(history) };
    await using var api = await ApiServer.StartAsync(options);
    await using var actor = arguments.GetValue(kubeVirt) is { } version
        ? await KubeVirtActor.StartAsync(api.Kubeconfig, new KubeVirtOptions
        {
            Release = KubeVirtRelease.Find(version)!,
            Time = new VirtualTime(arguments.GetValue(speed), TimeProvider.System),
            Seed = arguments.GetValue(seed),
        })
        : null;
    Console.WriteLine($"listening https={api.Address.Authority} kubeconfig={file}");
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
