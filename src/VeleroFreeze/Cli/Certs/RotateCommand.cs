using System.CommandLine;
using System.Text.Json.Nodes;
using VeleroFreeze.Certificates;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Cli.Certs;

/// <summary><c>velero-freeze certs rotate</c>: asks whoever runs <c>certs run</c> for a new certificate.</summary>
internal sealed class RotateCommand
{
    private readonly CertsTarget _target = new();
    private readonly Option<bool> _authority = new("--authority") { Description = "A new authority, too; takes its time: see certs status" };

    public Command Create(CommandIO io)
    {
        var command = new Command("rotate", "Ask for a new serving certificate now, or for a new authority") { _authority };
        _target.AddTo(command);
        command.SetInterruptibleAction((parsed, cancellation) => _target.UseAsync(parsed, (client, places) => RunAsync(client, places, parsed.GetValue(_authority), io, cancellation)));
        return command.WithHelp(
            ["velero-freeze certs rotate", "velero-freeze certs rotate --authority"],
            "Marks the Secret; certs run takes it from there, step by step, so that no request fails. One change of authority at a time.");
    }

    private static async Task<int> RunAsync(KubernetesClient client, CertificatePlaces places, bool isAuthority, CommandIO io, CancellationToken cancellation)
    {
        var store = new CertificateStore(client, places);
        var address = isAuthority ? store.AuthorityAddress : store.LeafAddress;
        if (await client.FindAsync(address, cancellation) is null)
        {
            throw new CommandException($"there is no Secret {address.Scope.Namespace}/{address.Name}: certs run does not keep these certificates", ExitCode.CannotTell);
        }

        var mark = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [StoredCertificates.Rotate] = "asked-for" } } };
        await client.PatchAsync(address, V1Patch.Merge(mark), null, cancellation);
        await io.WriteAsync($"asked for a new {(isAuthority ? "authority" : "serving certificate")}; certs status shows how it goes\n");
        return ExitCode.Fine;
    }
}
