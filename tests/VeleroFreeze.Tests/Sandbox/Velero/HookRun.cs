using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>Runs the hooks of one pod, without a backup around them.</summary>
internal sealed class HookRun
{
    private readonly HookHandler _handler;

    public HookRun(string version, Func<ExecRequest, ExecOutcome>? exec = null, JsonObject? spec = null, string backup = "velero/b", DateTimeOffset time = default)
    {
        var row = VeleroVersion.Find(version).ShouldNotBeNull();
        Log = new BackupLog(backup, () => time);
        Tracker = new HookTracker(row);
        _handler = new HookHandler(row, spec, Log, Tracker, (request, _) =>
        {
            Requests.Add(request);
            return Task.FromResult(exec?.Invoke(request) ?? new ExecOutcome.Exited(0, "", ""));
        });
    }

    public BackupLog Log { get; }

    public HookTracker Tracker { get; }

    public List<ExecRequest> Requests { get; } = [];

    public IEnumerable<string> Messages => Log.Entries.Select(entry => entry.Message);

    public IEnumerable<string> Lines => Log.Entries.Select(LogFormat.Text);

    public async Task<string?> PhaseAsync(JsonObject pod, HookPhase phase = HookPhase.Pre) => (await _handler.HandleAsync(pod, phase, CancellationToken.None))?.Message;

    public static JsonObject PodWith(params (string Key, string Value)[] annotations)
    {
        var pod = TestObjects.Pod("db");
        foreach (var (key, value) in annotations)
        {
            pod["metadata"]!["annotations"]![key] = value;
        }

        return pod;
    }
}
