using System.CommandLine;
using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Certs;

namespace VeleroFreeze.Tests.Cli.Certs;

/// <summary>A mistake in the command is no statement about the certificates: exit code 1 means that something is wrong with them.</summary>
public sealed class CertsTargetTests
{
    [Theory]
    [InlineData("status", "-n", "", "--namespace: \"\" is not a namespace's name")]
    [InlineData("status", "--namespace", "no/where", "--namespace: \"no/where\" is not a namespace's name")]
    [InlineData("status", "--registration", "", "--registration: \"\" is not the name of a MutatingWebhookConfiguration")]
    [InlineData("rotate", "-n", "", "--namespace: \"\" is not a namespace's name")]
    public async Task A_name_that_cannot_be_one_is_bad_usage(string command, string option, string value, string problem)
    {
        await using var error = new StringWriter { NewLine = "\n" };
        using var nothing = new MemoryStream();
        var io = new CommandIO(nothing, nothing, error, IsInputRedirected: true);
        var root = new RootCommand { command == "status" ? new StatusCommand().Create(io) : new RotateCommand().Create(io) };
        (await CommandLine.RunAsync(root, [command, option, value], io)).ShouldBe(2);
        error.ToString().ShouldBe($"velero-freeze {command}: {problem}; velero-freeze {command} --help shows how\n");
    }
}
