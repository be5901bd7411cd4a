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

    [Fact]
    public async Task A_write_that_finds_no_room_leaves_the_files_as_they_were_hard_links_too()
    {
        const string Script = """
            cp "$0" vm.yaml; ln vm.yaml link.yaml; cp "$0" alone.yaml; cp "$0" before.yaml
            # No file may grow beyond what it has now, which is what a full disk does, without a disk.
            (trap '' XFSZ; ulimit -f 1; DOTNET_EnableWriteXorExecute=0 velero-freeze inject -w alone.yaml; DOTNET_EnableWriteXorExecute=0 velero-freeze inject -w vm.yaml) 2>error
            cmp vm.yaml before.yaml && cmp alone.yaml before.yaml && ls -A && cat error
            """;
        await File.WriteAllTextAsync(Path.Combine(_folder, "given"), Vm());
        var result = await Shell.RunAsync(Script.Replace("$0", "given", StringComparison.Ordinal), _folder);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[..6].ShouldBe(["alone.yaml", "before.yaml", "error", "given", "link.yaml", "vm.yaml"]);
        lines[6..].Length.ShouldBe(2);
        lines[6].ShouldContain("alone.yaml: cannot be replaced: ");
        lines[7].ShouldContain("vm.yaml: cannot be replaced: ");
    }

    /// <summary>Just under the kibibyte that is allowed, and over it with hooks.</summary>
    private static string Vm() => """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata:
          name: db
          namespace: shop
          labels:
            velerofreeze.io/freeze: required
        spec:
          runStrategy: Always
          template:
            spec:
              domain:
                devices: {}

        """.PadRight(700, '#');
}
