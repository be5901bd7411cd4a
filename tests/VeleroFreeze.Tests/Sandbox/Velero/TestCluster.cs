using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Velero.Backups;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>A cluster whose time passes only when somebody waits. It notes what it is asked for, in order.</summary>
internal sealed class TestCluster
{
    private readonly Dictionary<string, DateTimeOffset> _started = [];

    private int _names;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public List<string> Events { get; } = [];

    public List<Progress> Reports { get; } = [];

    /// <summary>What a command does, and how long it takes.</summary>
    public Func<ExecRequest, (ExecOutcome Outcome, double Seconds)> Exec { get; init; } = _ => (new ExecOutcome.Exited(0, "", ""), 0);

    /// <summary>Seconds until a snapshot has a handle; its content is there after half of that.</summary>
    public double Handle { get; init; }

    public double Ready { get; init; } = 12;

    public double Transfer { get; init; } = 7;

    public string TransferEnd { get; init; } = "Completed";

    public string? SnapshotError { get; init; }

    public Cluster Delegates => new()
    {
        Now = () => Now,
        Wait = (time, _) =>
        {
            Now += time;
            return Task.CompletedTask;
        },
        Exec = (request, _) =>
        {
            Note($"exec {request.Pod.Name}: {string.Join(' ', request.Command)}");
            var (outcome, seconds) = Exec(request);
            var isLate = request.Timeout is { } timeout && timeout.TotalSeconds <= seconds;
            Now += TimeSpan.FromSeconds(isLate ? request.Timeout!.Value.TotalSeconds : seconds);
            // What ends just as its time is up has been heard.
            var heard = isLate && request.Timeout?.TotalSeconds == seconds ? outcome as ExecOutcome.Exited : null;
            return Task.FromResult(isLate ? new ExecOutcome.TimedOut(heard?.Stdout ?? "", heard?.Stderr ?? "") : outcome);
        },
        SnapshotClass = driver => $"class-of-{driver}",
        CreateSnapshot = (request, _) =>
        {
            Note($"snapshot {request.Claim}");
            _started[request.Snapshot.Name] = Now;
            return Task.CompletedTask;
        },
        ReadSnapshot = (snapshot, _) => Task.FromResult(Read(snapshot)),
        DeleteSnapshot = (snapshot, _) =>
        {
            Note($"delete snapshot {snapshot.Name}");
            return Task.CompletedTask;
        },
        StartTransfer = (request, _) =>
        {
            Note($"start {request.Kind} {request.Claim.Name}");
            _started[request.Name] = Now;
            return Task.CompletedTask;
        },
        ReadTransfer = (request, _) => Task.FromResult(Read(request)),
        Report = (progress, _) =>
        {
            Reports.Add(progress);
            return Task.CompletedTask;
        },
        Suffix = () => $"x000{++_names}",
    };

    public async Task<FinishedRun> RunAsync(RunSettings settings, JsonObject backup, params IEnumerable<JsonObject> objects)
    {
        await new BackupRun(settings, backup, objects, Delegates).RunAsync(CancellationToken.None);
        return new FinishedRun(backup["metadata"]!["name"]!.GetValue<string>(), this);
    }

    private void Note(string what) => Events.Add(what);

    private SnapshotState Read(SnapshotRef snapshot)
    {
        var age = (Now - _started[snapshot.Name]).TotalSeconds;
        return new SnapshotState
        {
            Content = age >= Handle / 2 ? $"snapcontent-{snapshot.Name}" : null,
            Handle = age >= Handle ? $"handle-{snapshot.Name}" : null,
            Error = SnapshotError,
            Size = 1 << 30,
            IsReady = age >= Ready,
            Taken = age >= Handle ? _started[snapshot.Name] + TimeSpan.FromSeconds(1) : null,
        };
    }

    private TransferState Read(TransferRequest request)
    {
        var started = _started[request.Name] + TimeSpan.FromSeconds(2);
        var end = _started[request.Name] + TimeSpan.FromSeconds(Transfer);
        return Now < started ? new TransferState("New") : Now >= end ? new TransferState(TransferEnd, started, end, 4096, "kopia-1") : new TransferState("InProgress", started);
    }
}
