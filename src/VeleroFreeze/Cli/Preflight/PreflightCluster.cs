using System.Collections.Concurrent;
using System.Text.Json;
using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>Reads what the checks ask for. It changes nothing.</summary>
/// <param name="client">The cluster.</param>
/// <param name="time">When it was read.</param>
internal sealed class PreflightCluster(KubernetesClient client, TimeProvider time)
{
    /// <summary>Where the client puts what the API server warns of; null where nobody collects that.</summary>
    public ConcurrentQueue<string>? Warnings { get; init; }

    /// <summary>Null not to connect to the webhook.</summary>
    public WebhookHandshake? Handshake { get; init; }

    private const string AgentAway = "does not have guest agent connected";

    /// <summary>The least that KubeVirt takes for a VM.</summary>
    private static ReadOnlySpan<byte> TrialMachine => """
        {
          "apiVersion": "kubevirt.io/v1",
          "kind": "VirtualMachine",
          "metadata": {"name": "velerofreeze-preflight", "labels": {"velerofreeze.io/freeze": "required"}},
          "spec": {
            "runStrategy": "Halted",
            "template": {"spec": {"domain": {"devices": {}, "resources": {"requests": {"memory": "64Mi"}}}}}
          }
        }
        """u8;

    /// <param name="velero">Velero's namespace.</param>
    /// <param name="namespace">Where a VM is created as a dry run.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<InstallationObjects> InstallationAsync(string velero, string @namespace, CancellationToken cancellation)
    {
        var webhooks = await LookAsync(ClusterKinds.Webhooks.Everywhere, "MutatingWebhookConfiguration", null, cancellation);
        var (dryRun, warnings) = WebhookReader.IsRegistered(webhooks) ? await DryRunAsync(@namespace, cancellation) : (ReadResult.Nothing, []);
        return new InstallationObjects
        {
            Now = time.GetUtcNow(),
            VeleroNamespace = velero,
            KubeVirts = await LookAsync(ClusterKinds.KubeVirts.Everywhere, "KubeVirt", null, cancellation),
            Deployments = await LookAsync(ClusterKinds.Deployments.In(velero), "Deployment", null, cancellation),
            Schedules = await LookAsync(ClusterKinds.Schedules.In(velero), "Schedule", null, cancellation),
            WebhookConfigurations = webhooks,
            EndpointSlices = WebhookReader.Service(webhooks) is { } service ? await EndpointsAsync(service, cancellation) : ReadResult.Nothing,
            DryRun = dryRun,
            Warnings = warnings,
            Handshake = Handshake is not null && WebhookReader.Address(webhooks) is { } address ? await Handshake.TryAsync(address, cancellation) : null,
        };
    }

    /// <param name="namespace">Null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="KubernetesException">Without all of it nothing can be said.</exception>
    public async Task<MachineObjects> MachinesAsync(string? @namespace, CancellationToken cancellation)
    {
        var lists = await Task.WhenAll(
            client.ListNamedAsync(Scope(ClusterKinds.VirtualMachines), "VirtualMachine", null, cancellation),
            client.ListNamedAsync(Scope(ClusterKinds.Instances), "VirtualMachineInstance", null, cancellation),
            client.ListNamedAsync(Scope(ClusterKinds.Pods), "Pod", new ListOptions { LabelSelector = "kubevirt.io=virt-launcher" }, cancellation),
            client.ListNamedAsync(Scope(ClusterKinds.Claims), "PersistentVolumeClaim", null, cancellation));
        return new MachineObjects
        {
            Objects = [.. lists.SelectMany(list => list)],
            // By its name, so that a right to this one namespace is enough.
            Namespaces = @namespace is null
                ? await LookAsync(ClusterKinds.Namespaces.Everywhere, "Namespace", null, cancellation)
                : await LookAsync(async () => [(await client.GetAsync(ClusterKinds.Namespaces.Everywhere.Named(@namespace), cancellation)).Json]),
        };

        ResourceScope Scope(ResourceKind kind) => @namespace is null ? kind.Everywhere : kind.In(@namespace);
    }

    /// <summary>What the guest's agent says; nothing when it is not connected.</summary>
    public async Task<(AgentFacts? Agent, string? Failure)> AgentAsync(VirtualMachineKey machine, CancellationToken cancellation)
    {
        try
        {
            return (AgentReader.Read((await client.GetAsync(Action(machine, "guestosinfo"), cancellation)).Json), null);
        }
        catch (KubernetesException e)
        {
            return (null, e.Message.Contains(AgentAway, StringComparison.Ordinal) ? "the agent went away meanwhile" : e.Message);
        }
    }

    public Task<IReadOnlyList<JsonElement>> BackupsAsync(string velero, CancellationToken cancellation) =>
        client.ListNamedAsync(ClusterKinds.Backups.In(velero), "Backup", null, cancellation);

    public static ObjectAddress Action(VirtualMachineKey machine, string name) => ClusterKinds.InstanceActions.In(machine.Namespace).Named(machine.Name).Sub(name);

    /// <summary>What the API server would store for a VM that opts in. Admission is asked as for any VM, and nothing is stored.</summary>
    private async Task<(ReadResult Stored, IReadOnlyList<string> Warnings)> DryRunAsync(string @namespace, CancellationToken cancellation)
    {
        try
        {
            Warnings?.Clear();
            var stored = await client.CreateAsync(ClusterKinds.VirtualMachines.In(@namespace), TrialMachine.ToArray(), new WriteOptions { DryRun = true }, cancellation);
            return (new ReadResult([stored.Json]), Warnings?.ToArray() ?? []);
        }
        catch (KubernetesException e)
        {
            // Whatever refused it, another webhook perhaps: nothing else depends on it.
            return (ReadResult.Failed(e.Message), []);
        }
    }

    private Task<ReadResult> EndpointsAsync((string Namespace, string Name) service, CancellationToken cancellation) => LookAsync(
        ClusterKinds.EndpointSlices.In(service.Namespace), "EndpointSlice", new ListOptions { LabelSelector = $"kubernetes.io/service-name={service.Name}" }, cancellation);

    private Task<ReadResult> LookAsync(ResourceScope scope, string kind, ListOptions? options, CancellationToken cancellation) =>
        LookAsync(() => client.ListNamedAsync(scope, kind, options, cancellation));

    /// <summary>A right that is missing is an answer; a cluster that does not answer is none.</summary>
    private static async Task<ReadResult> LookAsync(Func<Task<IReadOnlyList<JsonElement>>> read)
    {
        try
        {
            return new ReadResult(await read());
        }
        catch (KubernetesException e) when (e.Code is 401 or 403)
        {
            return ReadResult.Failed(e.Message);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return ReadResult.Nothing;
        }
    }
}
