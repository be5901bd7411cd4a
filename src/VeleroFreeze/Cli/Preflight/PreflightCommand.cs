using System.Collections.Concurrent;
using System.CommandLine;
using System.CommandLine.Parsing;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Cli.Preflight;

/// <summary><c>velero-freeze preflight</c>: whether a freeze will work, before a backup depends on it.</summary>
internal sealed class PreflightCommand
{
    private const string Notes = """
        Without a VM, -n or -A only KubeVirt, Velero and the webhook are checked. With -n and -A, VMs that have not opted in are passed over.
        Nothing is changed, unless --probe-freeze asks for it; where the webhook is registered, a VM is created as a dry run, which stores nothing. Exit codes: 0 fine, warnings included; 1 a check failed; 3 a check that decides cannot
        be told, or the cluster is out of reach; 2 bad usage.
        """;

    private readonly Argument<string?> _machine = new("NAMESPACE/VM") { Description = "One VM, whether it has opted in or not", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _namespace = new("--namespace", "-n") { HelpName = "NAMESPACE", Description = "All VMs of a namespace" };
    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "All VMs of the cluster" };
    private readonly Option<string?> _probe = new("--probe-freeze")
    {
        HelpName = "NAMESPACE/VM",
        Description = "Check this VM, then freeze its guest for a moment and thaw it again",
    };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "With --probe-freeze: do not ask" };
    private readonly Option<bool> _asVerifier = new("--as-verifier") { Description = "Check as well that whoever runs this has the verifier's rights" };
    private readonly Option<KubeVirtVersion> _kubeVirt = new("--kubevirt-version")
    {
        HelpName = "VERSION",
        Description = "Default: what the KubeVirt resource says",
        CustomParser = CommonOptions.ParseVersion,
    };

    private readonly Option<string> _velero = new("--velero-namespace") { HelpName = "NAMESPACE", Description = "Where Velero is", DefaultValueFactory = _ => "velero" };
    private readonly Option<string> _reports = new("--report-namespace")
    {
        HelpName = "NAMESPACE",
        Description = "With --as-verifier: where the verifier keeps its reports",
        DefaultValueFactory = _ => "velerofreeze",
    };

    private readonly ClusterOptions _cluster = new();
    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "text for people; the same as json or yaml",
        DefaultValueFactory = _ => "text",
        HelpName = "text|json|yaml",
    }.AcceptOnlyFromAmong("text", "json", "yaml");

    public Command Create(CommandIO io)
    {
        var command = new Command("preflight", "Say whether a freeze will work, before a backup depends on it")
        {
            _machine, _namespace, _all, _probe, _yes, _asVerifier, _kubeVirt, _velero, _reports, _output,
        };
        _cluster.AddTo(command);
        command.Validators.Add(Validate);
        // Not an asynchronous action: for those the library ends the process two seconds after an interrupt, and a thaw may take longer.
        command.SetAction(parsed => RunAsync(parsed, io).GetAwaiter().GetResult());
        return command.WithHelp(
            [
                "velero-freeze preflight",
                "velero-freeze preflight shop/orders-db",
                "velero-freeze preflight -A -o json | jq '.checks[] | select(.status == \"failed\")'",
                "velero-freeze preflight --probe-freeze shop/orders-db",
            ],
            Notes);
    }

    private void Validate(CommandResult result)
    {
        var scopes = new[] { result.GetValue(_machine) is not null, result.GetValue(_namespace) is not null, result.GetValue(_all), result.GetValue(_probe) is not null };
        if (scopes.Count(given => given) > 1)
        {
            result.AddError("choose one of NAMESPACE/VM, --namespace, --all-namespaces and --probe-freeze");
        }

        if ((result.GetValue(_machine) ?? result.GetValue(_probe)) is { } name && Key(name) is null)
        {
            result.AddError($"{name} is no NAMESPACE/VM");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandIO io)
    {
        var cluster = _cluster.Read(parsed);
        var warnings = new ConcurrentQueue<string>();
        using var client = Connect(parsed, cluster, warnings);
        try
        {
            var probed = parsed.GetValue(_probe);
            var run = new PreflightRun(client, TimeProvider.System, io)
            {
                Warnings = warnings,
                Handshake = WebhookHandshake.From(cluster, TimeProvider.System),
                Velero = parsed.GetValue(_velero)!,
                Machine = Key(parsed.GetValue(_machine) ?? probed ?? ""),
                Namespace = parsed.GetValue(_namespace),
                All = parsed.GetValue(_all),
                KubeVirt = parsed.GetValue(_kubeVirt),
                Reports = parsed.GetValue(_asVerifier) ? parsed.GetValue(_reports) : null,
            };
            var report = await run.CheckAsync(CancellationToken.None);
            if (probed is not null)
            {
                report = await run.ProbeAsync(report, parsed.GetValue(_yes));
            }

            await io.WriteAsync(PreflightOutput.Of(report, parsed.GetValue(_output)!, io));
            return PreflightOutput.ExitCodeOf(report);
        }
        catch (KubernetesException e)
        {
            throw new CommandException(ClusterCase.NextStep(e), ExitCode.CannotTell);
        }
        catch (ArgumentException e)
        {
            // A name that cannot be one.
            throw new CommandException(e.Message);
        }
    }

    /// <summary>A freeze may take a minute before it is answered.</summary>
    private KubernetesClient Connect(ParseResult parsed, KubernetesClientConfiguration cluster, ConcurrentQueue<string> warnings) =>
        new(cluster, new KubernetesClientOptions { Deadline = TimeSpan.FromSeconds(parsed.GetValue(_probe) is null ? 30 : 90), OnWarning = warnings.Enqueue });

    private static VirtualMachineKey? Key(string text) =>
        text.Split('/') is [{ Length: > 0 } space, { Length: > 0 } name] ? new VirtualMachineKey(space, name) : null;
}
