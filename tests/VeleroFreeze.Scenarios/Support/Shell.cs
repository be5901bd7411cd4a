using System.Diagnostics;
using System.Text;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record ShellResult(int ExitCode, string Output, string Error);

/// <summary>Runs a script in bash, in which <c>velero-freeze</c> is the executable under test.</summary>
internal static class Shell
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>A folder with a command of that name, as it is on the path where the product is installed.</summary>
    private static string CommandFolder { get; } = CreateCommand("velero-freeze", $"exec {string.Join(' ', Product.Command.Select(word => $"'{word}'"))} \"$@\"");

    public static async Task<ShellResult> RunAsync(string script, string? folder = null, string? input = null, TimeSpan? deadline = null)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder ?? Repository.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PATH"] = $"{CommandFolder}:{start.Environment["PATH"]}";
        // What the test host tells its own runtime is not meant for the programs it starts.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("VSTEST", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(deadline ?? Deadline);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new ShellResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"not done within {deadline ?? Deadline}: {script}", e);
        }
    }

    /// <summary>Writes a command and gives its folder, which is to stand in a path.</summary>
    /// <param name="name">By which it is called.</param>
    /// <param name="lines">What <c>sh</c> runs.</param>
    public static string CreateCommand(string name, params string[] lines)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, $"{name}-command");
        Directory.CreateDirectory(folder);
        var command = Path.Combine(folder, name);
        File.WriteAllText(command, string.Join('\n', ["#!/bin/sh", .. lines, ""]));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }
}
