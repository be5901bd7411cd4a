using System.CommandLine;
using VeleroFreeze.Hosting;
using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Verifier;

/// <summary><c>velero-freeze verifier</c></summary>
internal static class VerifierCommand
{
    private const string Description = "Watch Velero's Backups and say what each is worth: label, summary, events and a full report";

    public const string Notes = $"""
        A Backup gets the label velerofreeze.io/consistency and the annotation velerofreeze.io/summary; the whole report is kept in a ConfigMap
        velerofreeze-UID; each VM that opted in gets an Event. Every option can also be set as a variable:
        --since as {VerifierSettings.Prefix}SINCE; the option wins.
        """;

    public static readonly string[] Examples =
    [
        "velero-freeze verifier",
        "velero-freeze verifier --velero-namespace openshift-adp --since 72h",
        "velero-freeze verifier --context kind --leader-election off --allow-loopback-storage --probe-listen 127.0.0.1:0",
    ];

    public static Command Create() => RoleCommand.Create("verifier", Description, VerifierSettings.All, Run);

    private static int Run(Func<string, string?> flags, TextWriter error)
    {
        var options = VerifierSettings.Read(flags, Environment.GetEnvironmentVariable, out var problems);
        if (problems.Count > 0)
        {
            return Refuse(error, problems);
        }

        try
        {
            var cluster = KubernetesClientConfiguration.BuildDefaultConfig(options.Kubeconfig, options.Context);
            return VerifierServer.RunAsync(options, cluster, error).GetAwaiter().GetResult();
        }
        catch (KubeConfigException e)
        {
            return Refuse(error, [e.Message]);
        }
    }

    private static int Refuse(TextWriter error, IReadOnlyList<string> problems) => RoleCommand.Refuse(error, "verifier", problems);
}
