using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Cli;

/// <summary>Whatever a command waits for, a signal ends it.</summary>
public sealed class SignalScenarios : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signals-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("TERM", "inject -")]
    [InlineData("INT", "inject -")]
    [InlineData("TERM", "lint -")]
    [InlineData("TERM", "verify nightly --kubeconfig pipe")]
    [InlineData("INT", "explain nightly shop/db --kubeconfig pipe")]
    [InlineData("TERM", "certs status --kubeconfig pipe")]
    [InlineData("TERM", "preflight --kubeconfig pipe")]
    public async Task A_command_that_waits_for_ever_is_ended_by_a_signal(string signal, string command)
    {
        // A pipe that is open at both ends and never written to; the command's own standard input is one, too.
        var script = $$"""
            mkfifo pipe input; exec 8<>input
            env --default-signal velero-freeze {{command}} <&8 & child=$!
            sleep 3
            kill -{{signal}} $child
            wait $child
            """;
        var result = await Shell.RunAsync(script, _folder, deadline: TimeSpan.FromMinutes(1));
        // 3 where the command heard it, else what a shell makes of the signal.
        result.ExitCode.ShouldBeOneOf(3, 143, 130);
    }
}
