using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Csi;
using VeleroFreeze.Sandbox.Velero.Backups;
using VeleroFreeze.Sandbox.Velero.Requests;
using VeleroFreeze.Sandbox.Velero.Server;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero;

/// <summary>
/// A Velero server with its node agent and object storage, as far as backups go. It speaks only through the Kubernetes API, so that the real one can take
/// its place; commands in pods alone go through what the KubeVirt actor offers.
/// </summary>
internal sealed class VeleroActor : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ClusterClient _client;
    private readonly ObjectStorage _storage = new();
    private readonly ArtifactServer _artifacts;
    private readonly PodCommands _commands;
    private readonly VeleroServer _server;
    private readonly CsiDriver? _driver;
    private Task _running = Task.CompletedTask;

    private VeleroActor(string kubeconfig, VeleroOptions options)
    {
        _client = new ClusterClient(kubeconfig, $"velero-server/v{options.Version}");
        _artifacts = new ArtifactServer(_storage, options.Time);
        _commands = new PodCommands(_client, options.Time);
        _server = new VeleroServer(_client, options, _storage);
        _driver = options.HasCsiDriver ? new CsiDriver(_client, options.Time) : null;
    }

    /// <summary>The authority that vouches for downloads, as PEM; the default storage location names it too.</summary>
    public string CertificateAuthorityPem => _artifacts.CertificateAuthorityPem;

    /// <summary>Starts one; it takes Backups when this returns.</summary>
    /// <param name="kubeconfig">The text of a kubeconfig with inline certificates.</param>
    /// <param name="options">How it is started.</param>
    public static async Task<VeleroActor> StartAsync(string kubeconfig, VeleroOptions? options = null)
    {
        var actor = new VeleroActor(kubeconfig, options ?? new VeleroOptions());
        var stop = actor._stopping.Token;
        await actor._artifacts.StartAsync(stop);
        await Installation.CreateAsync(actor._server, actor.CertificateAuthorityPem, stop);
        await (actor._driver?.InstallAsync(stop) ?? Task.CompletedTask);
        actor._running = actor.RunAsync(stop);
        return actor;
    }

    /// <summary>The files of a backup by their name in object storage, such as <c>nightly-logs.gz</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, byte[]> Artifacts(string backup) => _storage.Of(backup);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _artifacts.DisposeAsync();
        _commands.Dispose();
        _client.Dispose();
        _stopping.Dispose();
    }

    private Task RunAsync(CancellationToken stop)
    {
        var queue = new BackupQueue(_server, new ClusterLink(_server, _commands, Suffixes(_server.Options.Seed)));
        return Task.WhenAll(
            queue.RunAsync(stop),
            new Schedules(_server).RunAsync(stop),
            new DownloadRequests(_server, _artifacts).RunAsync(stop),
            new BackupDeletion(_server, queue.All).RunAsync(stop),
            new NodeAgent(_server).RunAsync(stop),
            _driver?.RunAsync(stop) ?? Task.CompletedTask);
    }

    /// <summary>The same seed draws the same names.</summary>
    private static Func<string> Suffixes(int seed)
    {
#pragma warning disable CA5394 // Names that somebody may guess are no secret.
        var random = new Random(seed);
        return () => random.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
#pragma warning restore CA5394
    }
}
