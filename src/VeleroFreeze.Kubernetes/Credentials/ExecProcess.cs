using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;

namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>
/// Runs a plugin. The package's own runner cannot be mended from outside: it joins the arguments with blanks, tells the plugin a wrong
/// <c>kind</c>, knows neither <c>interactiveMode</c> nor <c>installHint</c>, waits for the end before it reads (a long answer hangs it), puts what
/// was printed into its exception, and forgets a client certificate when it runs again. So the plugin is run here, and the package is handed what
/// it printed.
/// </summary>
internal static class ExecProcess
{
    /// <summary>A login in a browser takes its time; a plugin that hangs must not take all of ours.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private const int MaxOutputBytes = 1024 * 1024;

    /// <returns>What it printed on standard output. Its standard error is ours: a login prints there what the user is to do.</returns>
    /// <exception cref="FormatException">It is not there, failed, or printed too much; one line that says which.</exception>
    public static async Task<ReadOnlyMemory<byte>> OutputAsync(ExecPlugin plugin, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = StartInfo(plugin) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new FormatException($"cannot be started: {e.Message}", e);
        }

        try
        {
            if (process.StartInfo.RedirectStandardInput)
            {
                process.StandardInput.Close();
            }

            var output = await ReadAsync(process.StandardOutput.BaseStream, cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? output : throw new FormatException($"failed with exit code {process.ExitCode}; what it wrote about that stands above");
        }
        finally
        {
            End(process);
        }
    }

    private static ProcessStartInfo StartInfo(ExecPlugin plugin)
    {
        var file = ExecutablePath.Find(plugin.Command, Environment.GetEnvironmentVariable("PATH"))
            ?? throw new FormatException(plugin.InstallHint is { } hint ? $"is not installed: {hint}" : "is not installed, or not in PATH");
        var interactive = plugin.Interactive != InteractiveMode.Never && !Console.IsInputRedirected;
        if (plugin.Interactive == InteractiveMode.Always && !interactive)
        {
            throw new FormatException("has to ask you something (interactiveMode Always), and standard input is no terminal");
        }

        // As written, each as one: a list and not a line.
        var start = new ProcessStartInfo(file, plugin.Arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = !interactive };
        foreach (var (name, value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredentialJson.Render(plugin, interactive);
        return start;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        while (await stream.ReadAsync(buffer.GetMemory(4_096), cancellation) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxOutputBytes)
            {
                throw new FormatException($"printed more than {MaxOutputBytes:N0} bytes");
            }
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Nobody waits for it any more.</summary>
    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
