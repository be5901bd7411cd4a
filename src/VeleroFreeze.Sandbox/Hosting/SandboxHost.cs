using VeleroFreeze.Sandbox.DataMover;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Hosting;

/// <summary>A whole sandbox: the API server and the actors around it, which know nothing of each other and share one clock.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private SandboxHost(ApiServer api, TimeProvider time) => (Api, Time) = (api, time);

    public ApiServer Api { get; }

    /// <summary>Null when VMs are left alone.</summary>
    public KubeVirtActor? KubeVirt { get; private set; }

    /// <summary>Null when Backups are left alone.</summary>
    public VeleroActor? Velero { get; private set; }

    /// <summary>Null where KubeVirt makes no backups of its own or Velero hands no volumes over.</summary>
    private KubeVirtDataMover? DataMover { get; set; }

    /// <summary>The clock of guests and backups.</summary>
    public TimeProvider Time { get; }

    /// <summary>The text of a kubeconfig for a user who may do everything.</summary>
    public string Kubeconfig => Api.Kubeconfig;

    /// <summary>Starts one; all of it serves when this returns.</summary>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options)
    {
        var host = new SandboxHost(await ApiServer.StartAsync(options.Api), new VirtualTime(options.Speed, TimeProvider.System));
        try
        {
            await host.StartActorsAsync(options);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (DataMover is not null)
        {
            await DataMover.DisposeAsync();
        }

        if (Velero is not null)
        {
            await Velero.DisposeAsync();
        }

        if (KubeVirt is not null)
        {
            await KubeVirt.DisposeAsync();
        }

        await Api.DisposeAsync();
    }

    private async Task StartActorsAsync(SandboxOptions options)
    {
        if (options.KubeVirt is { } release)
        {
            KubeVirt = await KubeVirtActor.StartAsync(Kubeconfig, new KubeVirtOptions { Release = release, Time = Time, Seed = options.Seed });
        }

        if (options.Velero is { } version)
        {
            // Not the same seed, or both would draw the same names.
            var velero = new VeleroOptions { Version = version, LogsJson = options.VeleroLogsJson, Time = Time, Seed = ~options.Seed, Tamper = options.Tamper };
            Velero = await VeleroActor.StartAsync(Kubeconfig, velero);
            DataMover = version.HandsVolumesOver && options.KubeVirt is { Backups: not MachineBackupApi.None }
                ? new KubeVirtDataMover(Kubeconfig, velero.Namespace, Time)
                : null;
        }
    }
}
