using System.CommandLine;
using VeleroFreeze.Certificates;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Hosting;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Cli.Certs;

/// <summary>Which cluster's certificates a command speaks of.</summary>
internal sealed class CertsTarget
{
    private readonly Option<string> _namespace = Name("--namespace", ["-n"], "NAMESPACE", "Where the webhook is", "a namespace's name", new CertificatePlaces().Namespace);
    private readonly Option<string> _registration =
        Name("--registration", [], "NAME", "The MutatingWebhookConfiguration", "the name of a MutatingWebhookConfiguration", new CertificatePlaces().Registration);

    private readonly ClusterOptions _cluster = new();

    public void AddTo(Command command)
    {
        command.Add(_namespace);
        command.Add(_registration);
        _cluster.AddTo(command);
    }

    /// <summary>Speaks to the cluster; what keeps it from answering is one line.</summary>
    /// <exception cref="CommandException">There is no cluster, or it does not answer.</exception>
    public async Task<int> UseAsync(ParseResult parsed, Func<KubernetesClient, CertificatePlaces, Task<int>> use)
    {
        try
        {
            using var client = new KubernetesClient(_cluster.Read(parsed));
            return await use(client, new CertificatePlaces { Namespace = parsed.GetValue(_namespace)!, Registration = parsed.GetValue(_registration)! });
        }
        catch (KubernetesException e)
        {
            throw new CommandException(ClusterCase.NextStep(e), ExitCode.CannotTell);
        }
    }

    /// <summary>A name that none can be is a mistake in the command, and says nothing about certificates.</summary>
    private static Option<string> Name(string option, string[] aliases, string placeholder, string description, string expected, string unset)
    {
        var name = new Option<string>(option, aliases) { HelpName = placeholder, Description = description, DefaultValueFactory = _ => unset };
        var parser = SettingParsers.Label(expected);
        name.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>() ?? "";
            if (!parser(text, out _, out _))
            {
                result.AddError($"{option}: \"{text}\" is not {expected}");
            }
        });
        return name;
    }
}
