using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>How pods are run.</summary>
/// <param name="Api">Where the API server is.</param>
internal sealed record PodRunnerOptions(Uri Api)
{
    /// <summary>What every container gets beside what its manifest gives it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public ContainerImage Image { get; init; } = ContainerImage.UnderTest;

    /// <summary>Bytes that no container gets more of, whatever its manifest allows; null enforces no limit at all.</summary>
    public long? MostMemory { get; init; }
}

/// <summary>
/// What a cluster does with our Deployments once they were applied, as far as one machine can: deployment controller, kubelet and endpoints in one loop.
/// Every container of ours runs as the built executable with exactly the arguments, variables, files, user and identity of its manifest. What differs from
/// a cluster is <see cref="PodEnvironment"/>'s to say.
/// </summary>
internal sealed class PodRunner : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static int s_runners;

    private readonly ClusterClient _client;
    private readonly PodSource _source;
    private readonly PodRunnerOptions _options;
    private readonly ServiceEndpoints _endpoints;
    private readonly ConcurrentDictionary<string, List<RunningPod>> _pods = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _net = Interlocked.Increment(ref s_runners);
    private Task _loop = Task.CompletedTask;
    private int _addresses;

    private PodRunner(ApiServer api, PodRunnerOptions options)
    {
        _options = options;
        _client = new ClusterClient(api.Kubeconfig, "kubelet");
        _source = new PodSource(_client, api.CertificateAuthorityPem);
        _endpoints = new ServiceEndpoints(_client);
    }

    /// <summary>All pods there are, of all Deployments.</summary>
    public IReadOnlyList<RunningPod> Pods => [.. _pods.Values.SelectMany(pods => pods.ToArray())];

    /// <summary>What all of them printed, for the message of a test that fails.</summary>
    public string Output => string.Join('\n', Pods.Select(pod => $"--- {pod.Name}\n{pod.Output}"));

    /// <param name="api">The API server whose Deployments are run.</param>
    /// <param name="options">How.</param>
    public static PodRunner Start(ApiServer api, PodRunnerOptions options)
    {
        var runner = new PodRunner(api, options);
        runner._loop = Task.Run(() => runner.RunAsync(runner._stopping.Token));
        return runner;
    }

    /// <summary>Waits until the last pod has ended, which may take as long as its grace period.</summary>
    public async Task EmptyAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!_pods.IsEmpty)
        {
            patience.IsCancellationRequested.ShouldBeFalse(string.Join(' ', Pods.Select(pod => pod.Name)));
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _loop;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends; anything else is a bug and shall be seen.
        }

        foreach (var pod in Pods)
        {
            await pod.DisposeAsync();
        }

        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var list = await _client.GetAsync("/apis/apps/v1/deployments", stop);
            var deployments = list.ArrayAt("items").Objects().Where(IsOurs).ToDictionary(KeyOf, StringComparer.Ordinal);
            foreach (var gone in _pods.Keys.Where(key => !deployments.ContainsKey(key)).ToList())
            {
                await Task.WhenAll(_pods[gone].Select(pod => pod.StopAsync()));
                _pods.TryRemove(gone, out _);
            }

            foreach (var (key, deployment) in deployments)
            {
                await StepAsync(deployment, _pods.GetOrAdd(key, _ => []), stop);
            }

            await _endpoints.WriteAsync(Pods, stop);
            await Task.Delay(Interval, TimeProvider.System, stop);
        }
    }

    private static bool IsOurs(JsonObject deployment) => SpecOf(deployment).Container is not null;

    private static string KeyOf(JsonObject deployment) => $"{deployment.TextAt("metadata", "namespace")}/{deployment.TextAt("metadata", "name")}";

    private static PodSpec SpecOf(JsonObject deployment) =>
        new(deployment.TextAt("metadata", "namespace")!, deployment.TextAt("metadata", "name")!, deployment.ObjectAt("spec", "template")!);

    /// <summary>New pods come first; the old ones go when all the new are ready.</summary>
    private async Task StepAsync(JsonObject deployment, List<RunningPod> pods, CancellationToken stop)
    {
        var spec = SpecOf(deployment);
        var wanted = (int)(deployment.NumberAt("spec", "replicas") ?? 1);
        var current = pods.Where(pod => pod.Spec.Hash == spec.Hash).ToList();
        for (; current.Count < wanted; current.Add(pods[^1]))
        {
            pods.Add(Create(spec));
        }

        await Task.WhenAll(pods.Select(pod => pod.StepAsync(stop)));
        var surplus = current.Skip(wanted).Concat(current.Take(wanted).All(pod => pod.IsReady) ? pods.Except(current) : []).ToList();
        foreach (var pod in surplus)
        {
            pods.Remove(pod);
            await _endpoints.WriteAsync(Pods, stop);
            await pod.StopAsync();
        }

        await DeploymentStatus.WriteAsync(_client, deployment, pods, spec.Hash, stop);
    }

    private RunningPod Create(PodSpec spec)
    {
        var number = ++_addresses;
        // All of 127.0.0.0/8 is loopback; other runners, of this test run and of others on the machine, have other parts of it.
        var address = new IPAddress([127, (byte)(1 + (Environment.ProcessId % 250)), (byte)_net, (byte)number]);
        return new RunningPod(spec, $"{spec.Deployment}-{number}", address, _source, _options);
    }
}
