using System.Diagnostics;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>Debian's Python, which has python3-yaml and python3-jsonpatch; another one on the path may not.</summary>
internal static class Python
{
    /// <summary>Runs a script on lines of input, in one process.</summary>
    /// <returns>The lines it printed.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, IEnumerable<string> lines)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var answers = python.StandardOutput.ReadToEndAsync();
        var complaints = python.StandardError.ReadToEndAsync();
        try
        {
            foreach (var line in lines)
            {
                await python.StandardInput.WriteLineAsync(line);
            }

            python.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has stopped reading: its exit code and its complaint below say why.
        }

        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0, await complaints);
        return (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
