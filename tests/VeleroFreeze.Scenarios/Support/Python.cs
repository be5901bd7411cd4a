using System.Diagnostics;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>A Python with yaml and jsonpatch: Debian's with its packages, or else the one on the path.</summary>
internal static class Python
{
    /// <summary>Whatever the environment says of modules and encodings.</summary>
    private static readonly string[] Alone = ["-I", "-X", "utf8", "-c"];

    private static readonly string Interpreter = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasModules) ?? "/usr/bin/python3";

    /// <summary>Runs a script on lines of input, in one process.</summary>
    /// <returns>The lines it printed.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, IEnumerable<string> lines)
    {
        using var python = Process.Start(new ProcessStartInfo(Interpreter, [.. Alone, script])
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

    private static bool HasModules(string interpreter)
    {
        if (Path.IsPathRooted(interpreter) && !File.Exists(interpreter))
        {
            return false;
        }

        using var python = Process.Start(new ProcessStartInfo(interpreter, [.. Alone, "import jsonpatch, yaml"]) { UseShellExecute = false, RedirectStandardError = true })!;
        python.StandardError.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}
