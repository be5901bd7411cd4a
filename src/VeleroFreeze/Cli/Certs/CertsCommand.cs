using System.CommandLine;
using VeleroFreeze.Certificates;
using VeleroFreeze.Hosting;
using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Cli.Certs;

/// <summary><c>velero-freeze certs run</c>, beside its <c>status</c> and <c>rotate</c>.</summary>
internal static class CertsCommand
{
    private const string Description = "Make and renew the webhook's certificates, and have the API server trust them";

    private const string Notes = $"""
        For clusters without cert-manager. Keeps an authority in the Secret {CertificatePlaces.AuthoritySecret}, signs the Secret {CertificatePlaces.LeafSecret} that the
        webhook's pods mount, and writes the caBundle of the registration. Where cert-manager writes that one, it does nothing. Every option can
        also be set as a variable: --interval as {CertsSettings.Prefix}INTERVAL; the option wins.
        """;

    private static readonly string[] Examples =
    [
        "velero-freeze certs run",
        "velero-freeze certs run --leaf-lifetime 168h --overlap 30m",
    ];

    public static Command Create(CommandIO io) => new Command("certs", "The webhook's certificates: what there is, a new one now, or all of it by itself")
    {
        new StatusCommand().Create(io),
        new RotateCommand().Create(io),
        RoleCommand.Create("run", Description, CertsSettings.All, Run).WithHelp(Examples, Notes),
    }.WithHelp(["velero-freeze certs status", "velero-freeze certs rotate --authority", "velero-freeze certs run"]);

    private static int Run(Func<string, string?> flags, TextWriter error)
    {
        var options = CertsSettings.Read(flags, Environment.GetEnvironmentVariable, out var problems);
        if (problems.Count > 0)
        {
            return RoleCommand.Refuse(error, "certs run", problems);
        }

        try
        {
            var cluster = KubernetesClientConfiguration.BuildDefaultConfig(options.Kubeconfig, options.Context);
            return CertsServer.RunAsync(options, cluster, error).GetAwaiter().GetResult();
        }
        catch (KubeConfigException e)
        {
            return RoleCommand.Refuse(error, "certs run", [e.Message]);
        }
    }
}
