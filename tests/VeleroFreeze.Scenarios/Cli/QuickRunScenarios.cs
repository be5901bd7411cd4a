using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Cli;

/// <summary>What <c>tests/run --quick</c> starts, seen by programs that stand in for those it would start.</summary>
public sealed class QuickRunScenarios : IDisposable
{
    private const string Dotnet = """
        #!/bin/bash
        echo "$VELEROFREEZE_PROPERTY_CASES dotnet $*" >>"$CALLS"
        while [ $# -gt 1 ]; do
          [ "$1" != --results-directory ] || echo '<Counters total="3" passed="3" />' >"$2/one.trx"
          shift
        done
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("quick-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Only_the_unit_tests_are_built_and_run_and_nothing_is_installed()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "dotnet"), Dotnet);
        foreach (var name in (string[])["apt-get", "sudo"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), $"#!/bin/sh\necho {name} >>\"$CALLS\"\n");
        }

        var run = await Shell.RunAsync($"chmod +x {_folder}/*; CALLS={_folder}/calls PATH={_folder}:$PATH tests/run --quick --filter Webhook");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldEndWith("3 passed, 0 failed\n");
        var calls = await File.ReadAllLinesAsync(Path.Combine(_folder, "calls"));
        calls.Length.ShouldBe(2);
        calls[0].ShouldBe("0.1 dotnet build tests/VeleroFreeze.Tests --configuration Release");
        calls[1].ShouldStartWith("0.1 dotnet test tests/VeleroFreeze.Tests ");
        calls[1].ShouldEndWith(" --filter Webhook");
    }
}
