using System.CommandLine;
using VeleroFreeze.Certificates;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Kubernetes.Client;

namespace VeleroFreeze.Cli.Certs;

/// <summary><c>velero-freeze certs status</c></summary>
internal sealed class StatusCommand
{
    private readonly CertsTarget _target = new();
    private readonly Option<string> _output = new Option<string>("--output", "-o")
    {
        Description = "text for people; the same as json or yaml",
        DefaultValueFactory = _ => "text",
        HelpName = "text|json|yaml",
    }.AcceptOnlyFromAmong("text", "json", "yaml");

    public Command Create(CommandIO io)
    {
        var command = new Command("status", "Say how long the webhook's certificates last, and whether the API server trusts them") { _output };
        _target.AddTo(command);
        command.SetInterruptibleAction((parsed, cancellation) => _target.UseAsync(parsed, (client, places) => RunAsync(client, places, parsed.GetValue(_output)!, io, cancellation)));
        return command.WithHelp(
            ["velero-freeze certs status", "velero-freeze certs status -o json | jq .certificates"],
            "Reads the two Secrets and the registration; no key is printed. Exit codes: 0 fine; 1 something is wrong, or less than a third of a life is\nleft; 3 the cluster is out of reach or does not let us look.");
    }

    private static async Task<int> RunAsync(KubernetesClient client, CertificatePlaces places, string output, CommandIO io, CancellationToken cancellation)
    {
        var stored = await new CertificateStore(client, places).ReadAsync(cancellation);
        var (state, now) = (stored.StateFor(places.ServerName), TimeProvider.System.GetUtcNow());
        var health = CertificateHealth.Of(state, now);
        await io.WriteAsync(output == "text" ? StatusOutput.Text(stored, state, health, now) : StatusOutput.Machine(stored, state, health, now, output));
        return health.Problems.Count == 0 ? ExitCode.Fine : ExitCode.No;
    }
}
