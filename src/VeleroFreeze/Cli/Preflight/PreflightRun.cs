using System.Collections.Concurrent;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Hosting;
using VeleroFreeze.Kubernetes.Client;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>One run: reads, has it judged, and probes if asked to.</summary>
/// <param name="client">The cluster.</param>
/// <param name="time">Now, and what waits.</param>
/// <param name="io">Where a person may be asked.</param>
internal sealed class PreflightRun(KubernetesClient client, TimeProvider time, CommandIO io)
{
    private (MachineFacts Facts, AgentFacts? Agent)? _probed;

    /// <summary>Where the client puts what the API server warns of; null where nobody collects that.</summary>
    public ConcurrentQueue<string>? Warnings { get; init; }

    /// <summary>Null not to connect to the webhook.</summary>
    public WebhookHandshake? Handshake { get; init; }

    public required string Velero { get; init; }

    /// <summary>The one VM to look at; null for those of a namespace, of the cluster, or none.</summary>
    public VirtualMachineKey? Machine { get; init; }

    public string? Namespace { get; init; }

    public bool All { get; init; }

    /// <summary>What the user says of KubeVirt; unknown to believe the cluster.</summary>
    public KubeVirtVersion KubeVirt { get; init; }

    /// <summary>Where the verifier keeps its reports; null not to ask for its rights.</summary>
    public string? Reports { get; init; }

    private PreflightCluster Cluster => new(client, time) { Warnings = Warnings, Handshake = Handshake };

    public async Task<PreflightReport> CheckAsync(CancellationToken cancellation)
    {
        var read = InstallationReader.Read(await Cluster.InstallationAsync(Velero, Machine?.Namespace ?? Namespace ?? "default", cancellation), KubeVirt);
        var objects = Machine is null && Namespace is null && !All ? null : await Cluster.MachinesAsync(Machine?.Namespace ?? Namespace, cancellation);
        var installation = objects is null ? read : LauncherEvidence.Apply(read, objects.Objects);
        var machines = objects is null ? [] : Machines(objects, installation);
        var asked = machines.Where(machine => Machine is not null || machine.Policy is not (FreezePolicy.None or FreezePolicy.Disabled)).ToList();
        List<CheckGroup> groups =
        [
            InstallationRules.KubeVirt(installation),
            InstallationRules.Velero(installation.Velero),
            WebhookRules.Examine(installation.Webhook, installation.Now),
        ];
        if (Reports is not null)
        {
            groups.Add(await VerifierRights.ExamineAsync(client, Velero, Reports, cancellation));
        }

        foreach (var machine in asked)
        {
            groups.Add(await ExamineAsync(machine, installation.Velero, cancellation));
        }

        return new PreflightReport(groups, machines.Count - asked.Count);
    }

    /// <summary>Asks, freezes, thaws.</summary>
    /// <exception cref="CommandException">Nobody said yes, and nobody can be asked.</exception>
    public async Task<PreflightReport> ProbeAsync(PreflightReport report, bool yes)
    {
        var (facts, agent) = _probed!.Value;
        var refusal = ProbeRules.Refusal(facts, agent, await Cluster.BackupsAsync(Velero, CancellationToken.None));
        if (refusal is null && !yes && !await IsAgreedAsync(facts.Key))
        {
            await io.Error.WriteLineAsync("not probed");
            return report;
        }

        var results = refusal is null ? await InterruptiblyAsync(facts.Key) : [PreflightChecks.ProbeFreeze.Fail($"not probed: {refusal}")];
        return report with { Groups = [.. report.Groups, CheckGroup.Of($"probe of {facts.Key}", results) with { Machine = facts.Key }] };
    }

    private async Task<IReadOnlyList<CheckResult>> InterruptiblyAsync(VirtualMachineKey machine)
    {
        using var signals = new TerminationSignals();
        using var interrupted = new CancellationTokenSource();
        _ = signals.First.ContinueWith(_ => interrupted.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await new FreezeProbe(client, machine, time, say => io.Error.WriteLine(TextLayout.Plain(say))).RunAsync(interrupted.Token);
    }

    private async Task<bool> IsAgreedAsync(VirtualMachineKey machine)
    {
        if (io.IsInputRedirected)
        {
            throw new CommandException("--probe-freeze stops a guest for a moment: say yes with --yes, or at a terminal");
        }

        await io.Error.WriteAsync($"Freeze the guest of {machine} for a moment? Its programs wait until it is thawed. [y/N] ");
        using var reader = new StreamReader(io.Input, leaveOpen: true);
        return (await reader.ReadLineAsync())?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private IReadOnlyList<MachineFacts> Machines(MachineObjects objects, InstallationFacts installation)
    {
        var found = MachineReader.Read(objects, installation);
        return Machine is not { } one ? found
            : [found.FirstOrDefault(machine => machine.Key == one) ?? throw new CommandException($"there is no VM {one}; kubectl get vm -n {one.Namespace} lists them")];
    }

    private async Task<CheckGroup> ExamineAsync(MachineFacts machine, VeleroFacts velero, CancellationToken cancellation)
    {
        var (agent, failure) = machine is { IsRunning: true, IsAgentConnected: true } ? await Cluster.AgentAsync(machine.Key, cancellation) : default;
        _probed = (machine, agent);
        return MachineRules.Examine(machine, agent, failure, velero);
    }
}
