using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>One replica of a Deployment: waits for what it mounts, runs, is started again when it ends, and is asked whether it is ready.</summary>
internal sealed class RunningPod(PodSpec spec, string name, IPAddress address, PodSource source, PodRunnerOptions options) : IAsyncDisposable
{
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>As long as a kubelet waits before it starts a container for the second time, and much shorter than before the tenth.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("pod-").FullName;
    private readonly Dictionary<string, (JsonObject Source, MountedVolume? Volume)> _mounts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(1) };
    private readonly VolumeFiles _files = new(source, spec, name, address);
    private Process? _process;
    private long _ended;

    public PodSpec Spec => spec;

    public string Name => name;

    public IPAddress Address => address;

    /// <summary>Everything that the container printed, through all its starts.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>The limit of memory it runs under; null where none is enforced, or before it has run.</summary>
    public MemoryGroup? Memory { get; private set; }

    /// <summary>The container's process; null when none runs.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>How often the container ended although nobody asked it to.</summary>
    public int Restarts { get; private set; }

    public bool IsReady { get; private set; }

    /// <summary>A file that the container sees, by the path at which it sees it.</summary>
    public string File(string path) => _mounts.Where(mount => path.StartsWith(mount.Key + "/", StringComparison.Ordinal))
        .Select(mount => Path.Combine(mount.Value.Volume!.Folder, path[(mount.Key.Length + 1)..])).First();

    /// <summary>Does what is due: files that changed, a start, a probe.</summary>
    public async Task StepAsync(CancellationToken stop)
    {
        if (!await HasVolumesAsync(stop))
        {
            return;
        }

        if (_process is { HasExited: true } ended)
        {
            (_process, _ended, IsReady) = (null, Stopwatch.GetTimestamp(), false);
            _lines.Enqueue($"[ended with {ended.ExitCode}]");
            Restarts++;
            ended.Dispose();
        }

        if (_process is null && (Restarts == 0 || Stopwatch.GetElapsedTime(_ended) > Pause))
        {
            await StartAsync();
        }

        IsReady = _process is not null && await ProbeAsync(stop);
    }

    /// <summary>Runs a command of ours in the container, as <c>kubectl exec</c> does: with the same files, variables and user, and under the same limit.</summary>
    public Task<ShellResult> ExecuteAsync(IEnumerable<string> arguments, string? input = null) =>
        Shell.RunAsync(Root().Script(spec.With(arguments), PodEnvironment.Of(spec, name, address, options)), input: input);

    /// <summary>Ends the container without asking it; it is started again.</summary>
    public void Kill() => _process?.Kill(entireProcessTree: true);

    /// <summary>Asks the container to end, and makes it end when its grace period is over.</summary>
    public async Task StopAsync()
    {
        IsReady = false;
        if (_process is { HasExited: false } process)
        {
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"]);
            using var patience = new CancellationTokenSource(spec.GracePeriod);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _lines.Enqueue("[did not end within its grace period]");
            }
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }

        await (Memory?.DisposeAsync() ?? ValueTask.CompletedTask);
        _probe.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<bool> HasVolumesAsync(CancellationToken stop)
    {
        if (await source.FindAsync(spec.Namespace, "serviceaccounts", spec.ServiceAccount, stop) is not { } account)
        {
            return false;
        }

        if (_mounts.Count == 0)
        {
            Plan(spec.AutomountsToken ?? account.BoolAt("automountServiceAccountToken") ?? true);
        }

        foreach (var (volume, mounted) in _mounts.Values.Where(mount => mount.Volume is not null))
        {
            // Once a container runs, files whose source is gone stay as they were.
            if (await _files.ReadAsync(volume, stop) is { } content)
            {
                await mounted!.WriteAsync(content);
            }
            else if (_process is null)
            {
                return false;
            }
        }

        return true;
    }

    private void Plan(bool mountsToken)
    {
        foreach (var mount in spec.Mounts)
        {
            var volume = spec.Volumes.First(one => one.TextAt("name") == mount.TextAt("name"));
            _ = mount.TextAt("subPath") is null ? 0 : throw new NotSupportedException("the runner mounts whole volumes: a subPath never sees a new file");
            Add(mount.TextAt("mountPath")!, volume, mount.TextAt("name")!);
        }

        if (mountsToken && !_mounts.ContainsKey(TokenPath))
        {
            Add(TokenPath, VolumeFiles.ServiceAccountVolume, "kube-api-access");
        }
    }

    private void Add(string path, JsonObject volume, string volumeName)
    {
        var content = (volume.ObjectAt("secret") ?? volume.ObjectAt("configMap") ?? volume.ObjectAt("projected") ?? volume.ObjectAt("downwardAPI"))
            ?? (volume.ContainsKey("emptyDir") ? null : throw new NotSupportedException($"the runner does not know this kind of volume: {volume.ToText()}"));
        var folder = Path.Combine(_folder, volumeName);
        Directory.CreateDirectory(folder);
        _mounts[path] = (volume, content is null ? null : new MountedVolume(folder, content.NumberAt("defaultMode") ?? 420, spec.FileGroup));
    }

    private async Task StartAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "root"));
        if (options.MostMemory is { } most)
        {
            Memory ??= await MemoryGroup.CreateAsync(Math.Min(most, spec.MemoryLimit ?? most));
        }

        var start = new ProcessStartInfo("/bin/bash", ["-c", Root().Script(spec, PodEnvironment.Of(spec, name, address, options))])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    private PodRoot Root() => new(options.Image, _folder, _mounts.ToDictionary(mount => mount.Key, mount => mount.Value.Volume?.Folder), Memory);

    private async Task<bool> ProbeAsync(CancellationToken stop)
    {
        if (spec.Readiness is not { } probe)
        {
            return true;
        }

        try
        {
            using var answer = await _probe.GetAsync(new Uri($"http://{address}:{probe.Port}{probe.Path}"), stop);
            return (int)answer.StatusCode is >= 200 and < 400;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}
