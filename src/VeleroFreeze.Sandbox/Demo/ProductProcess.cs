using System.Collections.Concurrent;
using System.Diagnostics;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>One role of the product, as a process of its own.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProductProcess(string role, Process process)
    {
        Role = role;
        _process = process;
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _listening.TrySetException(new DemoFailedException($"the {role} ended before it served: {_lines.LastOrDefault() ?? "it said nothing"}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Role { get; }

    public int Id => _process.Id;

    /// <summary>Starts a role and waits until it says that it serves, which is the line with its probe's address.</summary>
    public static async Task<ProductProcess> StartAsync(string executable, string role, IEnumerable<string> arguments, CancellationToken stop)
    {
        string[] command = Path.GetExtension(executable) == ".dll" ? [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", executable] : [executable];
        var start = new ProcessStartInfo(command[0], [.. command[1..], role, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new ProductProcess(role, new Process { StartInfo = start });
        try
        {
            await process._listening.Task.WaitAsync(Patience, stop);
            return process;
        }
        catch (TimeoutException)
        {
            await process.DisposeAsync();
            throw new DemoFailedException($"the {role} does not serve within {Patience.TotalSeconds:0} s: {process._lines.LastOrDefault() ?? "it says nothing"}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value behind <c>NAME=</c> in the line that says where it listens.</summary>
    public string Listening(string name) =>
        _listening.Task.Result.Split(' ').FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]
        ?? throw new DemoFailedException($"the {Role} does not say where its {name} is");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (line.Contains(" probe=", StringComparison.Ordinal))
        {
            _listening.TrySetResult(line);
        }
    }
}

/// <summary>The demo cannot go on; the message says why, in one line.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
