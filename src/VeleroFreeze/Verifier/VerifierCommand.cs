using System.CommandLine;
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

    public static Command Create()
    {
        var command = new Command("verifier", Description);
        var options = VerifierSettings.All.ToDictionary(setting => setting.Flag, Option, StringComparer.Ordinal);
        foreach (var option in options.Values)
        {
            command.Add(option);
        }

        // Not an asynchronous action: for those the library handles SIGTERM itself.
        command.SetAction(arguments => Run(flag => ValueOf(arguments, options[flag]), arguments.InvocationConfiguration.Error));
        return command;
    }

    private static Option<string?> Option((string Flag, string Value, string Help) setting) => new(setting.Flag)
    {
        HelpName = setting.Value,
        Description = setting.Help,
        Arity = setting.Value == VerifierSettings.OnOff ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    /// <summary>A switch that is named without a value is on.</summary>
    private static string? ValueOf(ParseResult arguments, Option<string?> option) =>
        arguments.GetResult(option) is { Implicit: false, Tokens.Count: 0 } ? "on" : arguments.GetValue(option);

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

    private static int Refuse(TextWriter error, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            error.WriteLine($"velero-freeze verifier: {problem}");
        }

        return 2;
    }
}
