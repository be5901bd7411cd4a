using System.CommandLine;
using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Cli;

/// <summary>Which cluster a command speaks to, and as whom; with kubectl's names.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { HelpName = "FILE", Description = "Default: KUBECONFIG, ~/.kube/config, or the pod's own cluster" };
    private readonly Option<string?> _context = new("--context") { HelpName = "NAME", Description = "Context of the kubeconfig" };
    private readonly Option<string?> _as = new("--as") { HelpName = "USER", Description = "Act as this user, such as system:serviceaccount:NAMESPACE:NAME, if you may" };
    private readonly Option<string[]> _asGroups = new("--as-group") { HelpName = "GROUP", Description = "With --as: act in this group; may be repeated" };

    public IReadOnlyList<Option> All => [_kubeconfig, _context, _as, _asGroups];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Add(option);
        }
    }

    /// <exception cref="CommandException">There is no cluster to speak to; one line that says why.</exception>
    public KubernetesClientConfiguration Read(ParseResult parsed)
    {
        try
        {
            return KubernetesClientConfiguration.BuildDefaultConfig(parsed.GetValue(_kubeconfig), parsed.GetValue(_context), parsed.GetValue(_as), parsed.GetValue(_asGroups));
        }
        catch (KubeConfigException e)
        {
            throw new CommandException(e.Message);
        }
    }
}
