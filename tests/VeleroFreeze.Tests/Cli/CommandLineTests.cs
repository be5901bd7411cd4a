using System.CommandLine;
using VeleroFreeze.Cli;

namespace VeleroFreeze.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task An_interrupted_command_says_so_and_is_no_crash() =>
        (await RunAsync(() => throw new TaskCanceledException())).ShouldBe((ExitCode.CannotTell, "velero-freeze wait: interrupted\n"));

    [Fact]
    public async Task An_error_that_quotes_a_server_cannot_move_the_cursor() =>
        (await RunAsync(() => throw new CommandException("it says \u001b[2J\nfine"))).ShouldBe((ExitCode.BadInput, "velero-freeze wait: it says  [2J fine\n"));

    private static async Task<(int ExitCode, string Error)> RunAsync(Action act)
    {
        await using var error = new StringWriter { NewLine = "\n" };
        var command = new Command("wait");
        command.SetAction(async (_, _) =>
        {
            await Task.Yield();
            act();
        });
        using var nothing = new MemoryStream();
        var exitCode = await CommandLine.RunAsync(new RootCommand { command }, ["wait"], new CommandIO(nothing, nothing, error, IsInputRedirected: true));
        return (exitCode, error.ToString());
    }
}
