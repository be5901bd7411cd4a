using System.CommandLine;
using VeleroFreeze.Hosting;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Webhook;

/// <summary><c>velero-freeze webhook</c></summary>
internal static class WebhookCommand
{
    private const string Description = "Serve admission requests for VirtualMachines: those which opted in get their freeze hooks";

    public const string Notes = $"""
        Serves POST /mutate, /mutate/required and /mutate/preferred over HTTPS; the last segment is what the namespace asks for VMs that do not say.
        Never refuses a VM and needs no rights in the cluster. Every option can also be set as a variable:
        --min-tls as {WebhookSettings.Prefix}MIN_TLS; the option wins.
        """;

    public static readonly string[] Examples =
    [
        "velero-freeze webhook --tls-cert tls.crt --tls-key tls.key",
        "velero-freeze webhook --tls-cert tls.crt --tls-key tls.key --client-ca ca.crt --client-name kube-apiserver",
        $"{WebhookSettings.Prefix}LISTEN=127.0.0.1:0 velero-freeze webhook --tls-cert tls.crt --tls-key tls.key --drain 0s",
    ];

    public static Command Create() => RoleCommand.Create("webhook", Description, WebhookSettings.All, Run);

    private static int Run(Func<string, string?> flags, TextWriter error)
    {
        var options = WebhookSettings.Read(flags, Environment.GetEnvironmentVariable, out var problems);
        if (problems.Count > 0)
        {
            return Refuse(error, problems);
        }

        if (!MetricsPush.IsWanted)
        {
            // A collector's certificate may well be of a public authority.
            MachineTrust.DoWithout();
        }

        var tls = ReloadingTls.TryLoad(options.TlsFiles, options.TlsRules, TimeProvider.System, out var problem);
        return tls is null ? Refuse(error, [problem!]) : WebhookServer.RunAsync(options, tls, error).GetAwaiter().GetResult();
    }

    private static int Refuse(TextWriter error, IReadOnlyList<string> problems) => RoleCommand.Refuse(error, "webhook", problems);
}
