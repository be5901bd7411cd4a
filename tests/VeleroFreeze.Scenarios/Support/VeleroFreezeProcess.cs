using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>The built executable as a child process. What it prints is kept; it is killed when the test is done with it.</summary>
internal sealed partial class VeleroFreezeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private VeleroFreezeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Both output streams, line by line.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public string Output => string.Join('\n', _lines);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static VeleroFreezeProcess Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        // Through env, which becomes the program: a shell that runs these tests in the background has SIGINT ignored, and children inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal", .. Product.Command, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new VeleroFreezeProcess(new Process { StartInfo = start });
    }

    /// <summary>Waits until a line matches.</summary>
    public async Task<Match> LineAsync(Regex pattern, TimeSpan? patience = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            // Before the look at the lines, so that those printed last are not missed.
            var isOver = _process.HasExited || clock.Elapsed > (patience ?? Patience);
            if (_lines.Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success) is { } found)
            {
                return found;
            }

            isOver.ShouldBeFalse($"no line matched {pattern}; printed:\n{Output}");
            await Task.Delay(10);
        }
    }

    public Task<Match> LineAsync(string text, TimeSpan? patience = null) => LineAsync(new Regex(Regex.Escape(text), RegexOptions.None, Patience), patience);

    /// <summary>Waits for the webhook's first line.</summary>
    public async Task<(IPEndPoint Https, IPEndPoint Probe)> ListeningAsync()
    {
        var line = await LineAsync(ListeningLine());
        return (IPEndPoint.Parse(line.Groups["https"].Value), IPEndPoint.Parse(line.Groups["probe"].Value));
    }

    public async Task SignalAsync(string signal)
    {
        // The shell's own kill: there need not be one in the image.
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }

    [GeneratedRegex(@"listening https=(?<https>\S+) probe=(?<probe>[0-9.:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex ListeningLine();
}
