using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Hosting;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Scenarios.Install.Pods;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>A cluster into which manifests are applied, and in which the pods of our Deployments run.</summary>
internal sealed class InstalledCluster : IAsyncDisposable
{
    /// <summary>The sandbox's storage is on this machine; a cluster's is not.</summary>
    private static readonly (string Name, string Value) LoopbackStorage = ("VELEROFREEZE_VERIFIER_ALLOW_LOOPBACK_STORAGE", "on");

    private readonly string _kubeconfig = Path.GetTempFileName();
    private SandboxHost? _host;
    private PodRunner? _runner;

    /// <summary>The administrator's.</summary>
    public string Kubeconfig => _kubeconfig;

    public ApiServer Api => _host!.Api;

    public PodRunner Runner => _runner!;

    /// <param name="hasActors">With KubeVirt and Velero, or an API server and nothing else.</param>
    /// <param name="settings">Variables that every container of ours gets.</param>
    public static Task<InstalledCluster> StartAsync(bool hasActors = false, params (string Name, string Value)[] settings) =>
        StartAsync(hasActors, options => options with { Environment = settings.Append(LoopbackStorage).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal) });

    /// <param name="hasActors">With KubeVirt and Velero, or an API server and nothing else.</param>
    /// <param name="configure">Says how pods are run.</param>
    /// <param name="tamper">What becomes of a file on its way into the object storage, by its name.</param>
    public static async Task<InstalledCluster> StartAsync(bool hasActors, Func<PodRunnerOptions, PodRunnerOptions> configure, Func<string, byte[], byte[]>? tamper = null)
    {
        var cluster = new InstalledCluster();
        cluster._host = await SandboxHost.StartAsync(new SandboxOptions
        {
            Api = new ApiServerOptions { KubeconfigPath = cluster._kubeconfig, HasOperatorKinds = true },
            KubeVirt = hasActors ? KubeVirtRelease.All[^1] : null,
            Velero = hasActors ? VeleroVersion.All[^1] : null,
            // Slow enough that the state of the cluster can be recorded while a backup runs.
            Speed = 1,
            Tamper = tamper,
        });
        var options = new PodRunnerOptions(cluster.Api.Address) { Environment = new Dictionary<string, string>([KeyValuePair.Create(LoopbackStorage.Name, LoopbackStorage.Value)]) };
        cluster._runner = PodRunner.Start(cluster.Api, configure(options));
        return cluster;
    }

    public async Task<string> KubectlAsync(string arguments, string? input = null)
    {
        var result = await TryKubectlAsync(arguments, input);
        result.ExitCode.ShouldBe(0, $"kubectl {arguments}: {result.Output} {result.Error}\n{Runner.Output}");
        return result.Output.Trim();
    }

    public Task<ShellResult> TryKubectlAsync(string arguments, string? input = null) => Shell.RunAsync(KubectlScript.For(_kubeconfig, arguments), input: input);

    /// <summary>Whom the API server takes a pod for, by the token that its container sees: the answer to a SelfSubjectReview.</summary>
    public async Task<string> WhoIsAsync(RunningPod pod)
    {
        const string Mounted = "/var/run/secrets/kubernetes.io/serviceaccount";
        var answer = await Shell.RunAsync(
            $"KUBECONFIG=/dev/null kubectl --server={Api.Address} --certificate-authority={pod.File($"{Mounted}/ca.crt")} --token=$(cat {pod.File($"{Mounted}/token")}) create --raw /apis/authentication.k8s.io/v1/selfsubjectreviews -f -",
            input: "{}");
        answer.ExitCode.ShouldBe(0, answer.Error);
        return answer.Output;
    }

    /// <summary>Waits until all replicas of a Deployment serve.</summary>
    public Task ReadyAsync(string space, string deployment) => KubectlAsync($"rollout status deployment/{deployment} -n {space} --timeout=90s");

    /// <summary>Waits until the pods of a Deployment have printed something.</summary>
    public async Task<RunningPod> PrintedAsync(string deployment, string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!patience.IsCancellationRequested)
        {
            if (Runner.Pods.FirstOrDefault(pod => pod.Spec.Deployment == deployment && pod.Output.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"no pod of {deployment} printed \"{text}\":\n{Runner.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync();
        await _host!.DisposeAsync();
        File.Delete(_kubeconfig);
    }
}
