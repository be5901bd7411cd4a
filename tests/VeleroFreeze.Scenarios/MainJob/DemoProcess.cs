using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.MainJob;

/// <summary>The demo as a program, with somebody at its keyboard.</summary>
internal sealed partial class DemoProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("demo-");
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;
    private readonly Process _process;

    public DemoProcess(params string[] arguments)
    {
        string[] all = ["--default-signal", "dotnet", Path.Combine(AppContext.BaseDirectory, "velero-freeze-sandbox.dll"), "demo", "--executable", Product.Executable, "--kubeconfig", Kubeconfig, .. arguments];
        _process = Process.Start(new ProcessStartInfo("env", all)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public string Kubeconfig => Path.Combine(_folder.FullName, "kubeconfig");

    /// <summary>Everything it has printed so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Reads on until a line holds this text.</summary>
    public async Task ReachAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(_patience.Token) is { } line)
        {
            _output.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"it never printed {text}:\n{Output}\n{await _errors}");
    }

    /// <summary>Presses Enter when it waits for that, until a step begins.</summary>
    public async Task StepToAsync(string title)
    {
        while (!Output.Contains(title, StringComparison.Ordinal))
        {
            await ReachAsync("(Enter goes on)");
            await _process.StandardInput.WriteLineAsync();
            await ReachAsync(". ");
        }
    }

    /// <summary>Presses Enter whenever it waits, until it ends.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        _process.StandardInput.Close();
        _output.Append(await _process.StandardOutput.ReadToEndAsync(_patience.Token));
        await _process.WaitForExitAsync(_patience.Token);
        return (_process.ExitCode, await _errors);
    }

    /// <summary>Sends a signal to one of the roles it has started.</summary>
    public async Task SignalAsync(string role, string signal)
    {
        var process = RoleLine().Matches(Output).Single(match => match.Groups["role"].Value == role).Groups["id"].Value;
        (await Shell.RunAsync($"kill -{signal} {process}", _folder.FullName)).ExitCode.ShouldBe(0);
    }

    public async Task<ShellResult> KubectlAsync(string script)
    {
        var result = await Shell.RunAsync($"set -euo pipefail; export HOME={_folder.FullName} KUBECONFIG={Kubeconfig}\n{script}", _folder.FullName);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _patience.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"velero-freeze (?<role>\w+) serves, process (?<id>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleLine();
}
