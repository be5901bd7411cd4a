using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>
/// KubeVirt's own backups of running VMs. The guest is frozen, without a limit, for as long as the job takes to begin; where that fails, the job begins all the
/// same. Full ones only, by the name of a VirtualMachine.
/// </summary>
internal sealed class MachineBackups
{
    private const string Path = "/apis/backup.kubevirt.io/v1alpha1/virtualmachinebackups";

    private static readonly TimeSpan Attaching = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Beginning = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Writing = TimeSpan.FromSeconds(2);

    private readonly ClusterClient _client;
    private readonly Func<ClusterView> _view;
    private readonly GuestRoom _guests;
    private readonly KubeVirtOptions _options;
    private readonly Follower _followed;

    public MachineBackups(ClusterClient client, Func<ClusterView> view, GuestRoom guests, KubeVirtOptions options)
    {
        (_client, _view, _guests, _options) = (client, view, guests, options);
        _followed = new Follower(client, Path, (backup, stop) => backup.ArrayAt("status", "conditions") is null ? RunAsync(backup, stop) : Task.CompletedTask);
    }

    public Task RunAsync(CancellationToken stop) => _followed.RunAsync(stop);

    private async Task RunAsync(JsonObject backup, CancellationToken stop)
    {
        var status = new MachineBackupStatus(_options.Release.Backups, () => _guests.Now);
        await WriteAsync(backup, status.Initializing(), stop);
        await Task.Delay(Attaching, _options.Time, stop);
        var view = _view();
        var vmi = view.Vmis.FirstOrDefault(vmi => vmi.Namespace() == backup.Namespace() && vmi.Name() == backup.TextAt("spec", "source", "name"));
        if (vmi is null || view.GuestOf(vmi) is null)
        {
            await WriteAsync(backup, status.Failed("the VM does not run"), stop);
            return;
        }

        var trouble = await BeginAsync(backup, vmi, Subresources.LauncherOf(vmi, view), stop);
        await Task.Delay(Writing, _options.Time, stop);
        await WriteAsync(backup, status.Completed(trouble, Skips(backup), Volumes.Claims(vmi.ArrayAt("spec", "volumes")).Select(volume => volume.Volume)), stop);
    }

    /// <returns>What kept the guest from being frozen; null for nothing, also where it was not asked for.</returns>
    private async Task<string?> BeginAsync(JsonObject backup, JsonObject vmi, Launcher launcher, CancellationToken stop)
    {
        if (Skips(backup))
        {
            return null;
        }

        var frozen = Change(vmi, (guest, now) => LauncherCommands.Freeze(guest, launcher, launcher.Domain, TimeSpan.Zero, _options.Release, now));
        await Task.Delay(frozen.Took + Beginning, _options.Time, stop);
        if (frozen.Error is null)
        {
            await Task.Delay(Change(vmi, (guest, now) => LauncherCommands.Thaw(guest, launcher, launcher.Domain, _options.Release, now)).Took, _options.Time, stop);
        }

        return frozen.Error;
    }

    private CommandResult Change(JsonObject vmi, Func<Guest, DateTimeOffset, CommandResult> command) =>
        _guests.Order(vmi.Uid(), command)
        ?? new CommandResult(new Guest(GuestFault.NoAgent, _guests.Now), LauncherCommands.Quick) { Error = "the VM has stopped" };

    private static bool Skips(JsonObject backup) => backup.BoolAt("spec", "skipQuiesce") is true;

    private Task<JsonObject> WriteAsync(JsonObject backup, JsonObject status, CancellationToken stop) =>
        _client.MergeAsync($"{ResourcePaths.Named(backup)}/status", new JsonObject { ["status"] = status }, stop);
}
