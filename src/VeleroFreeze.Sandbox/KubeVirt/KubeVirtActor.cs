using System.Text.Json.Nodes;
using System.Threading.Channels;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>
/// virt-controller, virt-api, virt-handler and the kubelet of VMs, as far as backups see them. It speaks only through the Kubernetes API, so that the real
/// ones can take its place.
/// </summary>
internal sealed class KubeVirtActor : IAsyncDisposable
{
    private readonly KubeVirtOptions _options;
    private readonly ClusterClient _client;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Random _random;
    private readonly Mirror _vms;
    private readonly Mirror _vmis;
    private readonly Mirror _pods;
    private readonly Mirror _migrations;
    private readonly Mirror _kubeVirts;
    private readonly VirtApi _api;
    private readonly MachineBackups? _backups;
    private Task _running = Task.CompletedTask;

    private KubeVirtActor(string kubeconfig, KubeVirtOptions options)
    {
        _options = options;
#pragma warning disable CA5394 // The same seed must draw the same names.
        _random = new Random(options.Seed);
#pragma warning restore CA5394
        _client = new ClusterClient(kubeconfig, $"virt-controller/v{options.Release.Version}");
        _vms = Mirror("/apis/kubevirt.io/v1/virtualmachines");
        _vmis = Mirror("/apis/kubevirt.io/v1/virtualmachineinstances");
        _pods = Mirror("/api/v1/pods");
        _migrations = Mirror("/apis/kubevirt.io/v1/virtualmachineinstancemigrations");
        _kubeVirts = Mirror("/apis/kubevirt.io/v1/kubevirts");
        Guests = new GuestRoom(options.Time);
        _api = new VirtApi(_client, View, Guests, options);
        _backups = options.Release.Backups == MachineBackupApi.None ? null : new MachineBackups(_client, View, Guests, options);
    }

    /// <summary>Every guest, with the truth about it.</summary>
    public GuestRoom Guests { get; }

    /// <summary>Where pod commands are run: the stand-in for exec through a kubelet; see <see cref="VirtApi"/>.</summary>
    public Uri ExecAddress => new(_api.Address, VirtApi.ExecPath);

    private Mirror[] Mirrors => [_vms, _vmis, _pods, _migrations, _kubeVirts];

    /// <summary>Starts one; its APIs are registered when this returns.</summary>
    public static async Task<KubeVirtActor> StartAsync(string kubeconfig, KubeVirtOptions? options = null)
    {
        var actor = new KubeVirtActor(kubeconfig, options ?? new KubeVirtOptions());
        await actor._api.StartAsync(actor._stopping.Token);
        var stop = actor._stopping.Token;
        actor._running = Task.WhenAll(
            [.. actor.Mirrors.Select(mirror => mirror.RunAsync(stop)), actor.RunAsync(), actor.TickAsync(), actor._backups?.RunAsync(stop) ?? Task.CompletedTask]);
        return actor;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _api.DisposeAsync();
        _client.Dispose();
        _stopping.Dispose();
    }

    private Mirror Mirror(string path) => new(_client, path, () => _changes.Writer.TryWrite(true));

    private async Task TickAsync()
    {
        while (true)
        {
            await Task.Delay(_options.Interval, _options.Time, _stopping.Token);
            _changes.Writer.TryWrite(true);
        }
    }

    private async Task RunAsync()
    {
        var stop = _stopping.Token;
        await Task.WhenAll(Mirrors.Select(mirror => mirror.Listed)).WaitAsync(stop);
        while (await _changes.Reader.ReadAsync(stop))
        {
            Guests.StopAllBut(_vmis.All().Where(vmi => !RunPlans.IsOver(vmi)).Select(vmi => vmi.Uid()));
            var view = View();
            foreach (var action in Planner.Plan(view, Suffix))
            {
                await CarryOutAsync(action, view, stop);
            }
        }
    }

    private ClusterView View() => new(_options.Release, Guests.Now)
    {
        Vms = _vms.All(),
        Vmis = _vmis.All(),
        Pods = _pods.All(),
        Migrations = _migrations.All(),
        KubeVirt = _kubeVirts.All().FirstOrDefault(),
        Guests = Guests.Running(),
    };

    /// <summary>What is refused is planned again from what the API then says; that another was faster is nothing to speak of.</summary>
    private async Task CarryOutAsync(ClusterAction action, ClusterView view, CancellationToken stop)
    {
        try
        {
            await WriteAsync(action, view, stop);
            _changes.Writer.TryWrite(true);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            return;
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync($"kubevirt: {action.GetType().Name}: {e.Message}");
        }
    }

    private async Task WriteAsync(ClusterAction action, ClusterView view, CancellationToken stop)
    {
        switch (action)
        {
            case ClusterAction.Create(var body):
                MirrorOf(body).Learn(await _client.CreateAsync(ResourcePaths.Of(body), body, stop));
                break;
            case ClusterAction.Patch(var target, var change, var subresource):
                var path = ResourcePaths.Named(target) + (subresource.Length > 0 ? $"/{subresource}" : "");
                MirrorOf(target).Learn(await _client.MergeAsync(path, change, stop));
                break;
            case ClusterAction.Delete(var target):
                await _client.DeleteAsync(ResourcePaths.Named(target), target.Uid(), stop);
                break;
            case ClusterAction.StartGuest(var vmi):
                Guests.Start(vmi, GuestFaults.Parse((view.VmOf(vmi) ?? vmi).TextAt("metadata", "annotations", GuestFaults.Annotation)) ?? GuestFault.Healthy);
                break;
            case ClusterAction.MoveGuest(var vmi):
                Guests.Change(vmi.Uid(), (guest, now) => (guest.Migrate(now), vmi));
                break;
        }
    }

    private Mirror MirrorOf(JsonObject item) => item.TextAt("kind") switch
    {
        "VirtualMachine" => _vms,
        "VirtualMachineInstance" => _vmis,
        "VirtualMachineInstanceMigration" => _migrations,
        _ => _pods,
    };

#pragma warning disable CA5394 // As above.
    private string Suffix() => _random.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
#pragma warning restore CA5394
}
