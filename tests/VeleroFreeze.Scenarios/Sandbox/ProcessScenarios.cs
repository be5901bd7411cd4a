using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>The sandbox as a program.</summary>
public sealed class ProcessScenarios
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task It_says_where_it_listens_serves_and_ends_when_told(string signal)
    {
        var folder = Directory.CreateTempSubdirectory("sandbox-").FullName;
        try
        {
            // Through env, because a background job of a script, and all it starts, ignores the interrupt key.
            var result = await Shell.RunAsync(
                $$"""
                set -euo pipefail
                export HOME=$PWD KUBECONFIG=$PWD/kubeconfig
                coproc env --default-signal dotnet '{{AppContext.BaseDirectory}}velero-freeze-sandbox.dll' --kubeconfig kubeconfig
                pid=$COPROC_PID
                read -r line <&"${COPROC[0]}"
                echo "$line" | sed -E "s/:[0-9]+ /:PORT /; s|$PWD|FOLDER|"
                stat -c %a kubeconfig
                kubectl get namespace default -o name
                kill -{{signal}} $pid
                wait $pid && echo ended
                """,
                folder);

            result.ExitCode.ShouldBe(0, result.Error);
            result.Output.ShouldBe("listening https=127.0.0.1:PORT kubeconfig=FOLDER/kubeconfig\n600\nnamespace/default\nended\n");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--velero-version 1.9", "--velero-version 1.9 is not known; known are 1.14, 1.18, 1.19")]
    [InlineData("--kubevirt-version 3.0", "--kubevirt-version 3.0 is not known")]
    [InlineData("--velero-log-format xml", "'xml' not recognized")]
    public async Task It_refuses_what_it_does_not_know(string option, string complaint)
    {
        var result = await Shell.RunAsync($"dotnet '{AppContext.BaseDirectory}velero-freeze-sandbox.dll' --kubeconfig /dev/null {option}");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain(complaint);
    }
}
