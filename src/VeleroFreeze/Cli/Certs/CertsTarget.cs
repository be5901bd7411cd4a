using System.CommandLine;
using VeleroFreeze.Certificates;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Cli.Certs;

/// <summary>Which cluster's certificates a command speaks of.</summary>
internal sealed class CertsTarget
{
    private readonly Option<string> _namespace = new("--namespace", "-n")
    {
        HelpName = "NAMESPACE",
        Description = "Where the webhook is",
        DefaultValueFactory = _ => new CertificatePlaces().Namespace,
    };

    private readonly Option<string> _registration = new("--registration")
    {
        HelpName = "NAME",
        Description = "The MutatingWebhookConfiguration",
        DefaultValueFactory = _ => new CertificatePlaces().Registration,
    };

    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { HelpName = "FILE", Description = "Default: KUBECONFIG, ~/.kube/config, or the pod's own cluster" };
    private readonly Option<string?> _context = new("--context") { HelpName = "NAME", Description = "Context of the kubeconfig" };

    public void AddTo(Command command)
    {
        command.Add(_namespace);
        command.Add(_registration);
        command.Add(_kubeconfig);
        command.Add(_context);
    }

    /// <summary>Speaks to the cluster; what keeps it from answering is one line.</summary>
    /// <exception cref="CommandException">There is no cluster, or it does not answer.</exception>
    public async Task<int> UseAsync(ParseResult parsed, Func<KubernetesClient, CertificatePlaces, Task<int>> use)
    {
        try
        {
            using var client = new KubernetesClient(KubernetesClientConfiguration.BuildDefaultConfig(parsed.GetValue(_kubeconfig), parsed.GetValue(_context)));
            return await use(client, new CertificatePlaces { Namespace = parsed.GetValue(_namespace)!, Registration = parsed.GetValue(_registration)! });
        }
        catch (KubeConfigException e)
        {
            throw new CommandException(e.Message);
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
}
