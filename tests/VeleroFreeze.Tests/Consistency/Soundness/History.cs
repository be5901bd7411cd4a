using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>One backup of a small cluster, from a seed: played by Velero's rules against guests that know when they were frozen, then judged.</summary>
internal sealed class History
{
    private static readonly Row[] Faults = [.. Enum.GetValues<Row>().Where(row => row != Row.Healthy)];

    private static readonly Keeping[] Keepings = [Keeping.Recorded, Keeping.Forbidden, Keeping.ByWord];

    /// <summary>With these a VM is not the same throughout.</summary>
    private static readonly Row[] OfTwoStates = [Row.StoppedMeanwhile, Row.StartedMeanwhile, Row.StartedAndStoppedMeanwhile];

    private readonly int _seed;
    private readonly Random _chance;
    private readonly KubeVirtRelease _release;
    private readonly VeleroVersion _velero;
    private readonly bool _logsJson;
    private readonly bool _isLossy;
    private readonly bool _hasWorkers;
    private readonly PlayedClocks _clocks;
    private readonly Twists _twists;

    /// <param name="seed">Chooses everything.</param>
    /// <param name="isLossy">Whether artifacts are lost or cut and looks at the cluster are missing.</param>
    /// <param name="isTwin">The same VMs in a backup in which nothing goes wrong.</param>
    public History(int seed, bool isLossy = false, bool isTwin = false)
    {
        (_seed, _isLossy, _chance) = (seed, isLossy, new Random(seed));
        _release = KubeVirtRelease.All[_chance.Next(KubeVirtRelease.All.Count)];
        _velero = VeleroVersion.All[_chance.Next(VeleroVersion.All.Count)];
        _logsJson = _chance.Next(2) == 0;
        _clocks = _chance.Next(2) == 0 ? PlayedClocks.Same : PlayedClocks.Of(_chance);
        var row = _chance.Next(100) < 60 ? Row.Healthy : Faults[_chance.Next(Faults.Length)];
        Twist = OneOf<Twist>(60);
        row = row == Row.Healthy && Twist == Twist.AskedToStart ? Row.PoweredOff : row;
        Watching = OneOf<Watching>(40);
        Forgery = OneOf<Forgery>(20);
        (Row, Twist, Forgery) = isTwin ? (Row.Healthy, Twist.None, Forgery.None) : (row, IsMoved(row) ? Twist.None : Twist, Forgery);
        Vms = [Vm("db", Row), .. Enumerable.Range(0, _chance.Next(3)).Select(i => Vm($"web{i}", _chance.Next(4) == 0 ? Row.NoAgent : Row.Healthy))];
        _hasWorkers = _velero.HasItemBlocks && Vms.Count > 1 && _chance.Next(2) == 0;
        // By the seed alone, so that all other choices of a history stay what they were.
        Keeping = seed % 7 == 0 ? Keepings[seed / 7 % Keepings.Length] : Keeping.Told;
        _twists = new Twists(Twist, Vms[0], _clocks, _chance);
    }

    /// <summary>What happens to the first VM, <c>db</c>.</summary>
    public Row Row { get; }

    /// <summary>What else happens to it, at any moment.</summary>
    public Twist Twist { get; }

    public Watching Watching { get; }

    public Forgery Forgery { get; }

    public Keeping Keeping { get; }

    public IReadOnlyList<PlayedVm> Vms { get; }

    /// <summary>All evidence is there, and nothing but the row speaks against a good verdict. What several workers cost is measured as the price.</summary>
    public bool IsPlain => Twist == Twist.None && Watching == Watching.Whole && Forgery == Forgery.None && Keeping == Keeping.Told && !_hasWorkers;

    /// <summary>Whether a verdict on a VM is ours: by somebody's word it is theirs, unless the word was true.</summary>
    public bool IsHeld(PlayedVm vm) => Keeping != Keeping.ByWord || vm != Vms[0] || (Twist is Twist.None or Twist.MarkedAsImported && !OfTwoStates.Contains(Row));

    public override string ToString() =>
        $"{Row}, {Twist}, watched {Watching}, kept {Keeping}, files {Forgery}, {(_hasWorkers ? "2 workers" : "1 worker")}, KubeVirt {_release.Version}, Velero {_velero.Name}, log in {(_logsJson ? "JSON" : "text")}";

    /// <summary>Plays the backup and judges what it left behind.</summary>
    public async Task<ConsistencyReport> JudgeAsync() => ConsistencyJudge.Judge(await PlayAsync());

    public async Task<BackupFacts> PlayAsync()
    {
        var (run, end) = await RunAsync();
        var twin = Forgery is Forgery.LogOfAnotherBackup or Forgery.ObjectOfAnotherBackup ? (await new History(_seed, isTwin: true).RunAsync()).Run : null;
        var shown = Forgeries.Of(Forgery, run, twin, _chance);
        var watch = new PlayedWatch(Vms, _clocks, _chance);
        var facts = new BackupFacts
        {
            Backup = shown.ReadBackup(),
            Evidence = shown.ReadFiles(Kept),
            History = Keeping == Keeping.Told
                ? PlayedMemory.Of(Watching, watch, Start, end, _chance) with { Actors = _twists.Actors, LeftFrozen = _twists.LeftFrozen }
                : new PlayedKeeping(Vms, _release, Schedule!, run.ReadBackup(), _clocks, _chance).Of(Keeping, _twists),
            // Collected all at once, when the backup began.
            InBackup = _chance.Next(4) == 0 ? watch.Look(Start) : null,
            Afterwards = _chance.Next(4) == 0 ? watch.Look(end) : null,
        };
        return IsMoved(Row) ? new PlayedDataMover(Vms[0], _release, _chance).Move(facts, end) : facts;
    }

    private DateTimeOffset Start { get; set; }

    private PlayedSchedule? Schedule { get; set; }

    private async Task<(PlayedRun Run, DateTimeOffset End)> RunAsync()
    {
        var clusters = (_hasWorkers ? new[] { Vms.Take(1), Vms.Skip(1) } : [Vms]).Select((vms, i) => Cluster([.. vms], i == 0 ? "x" : "y")).ToList();
        Start = clusters.Min(cluster => cluster.Cluster.Now);
        var runs = new List<PlayedRun>();
        foreach (var (cluster, vms) in clusters)
        {
            if (vms[0] == Vms[0])
            {
                cluster.Expect(_twists.Of(Start));
            }

            runs.Add(await PlayedRun.PlayAsync(_velero, _logsJson, Spec(), Objects(vms), cluster));
        }

        var end = clusters.Max(cluster => cluster.Cluster.Now);
        if (Row == Row.StartedAndStoppedMeanwhile)
        {
            Vms[0].Stop(end);
        }

        var joined = PlayedWorkers.Join(runs, _chance);
        Schedule = new PlayedSchedule(joined.ReadBackup(), [.. clusters.Select(cluster => cluster.Cluster)], _clocks);
        return (joined, end);
    }

    private (PlayedCluster Cluster, IReadOnlyList<PlayedVm> Vms) Cluster(IReadOnlyList<PlayedVm> vms, string worker)
    {
        PlayedCluster? cluster = null;
        cluster = new PlayedCluster(_release, vms, new Random((_seed * 2) + (worker == "x" ? 0 : 1))) { Meanwhile = claim => Meanwhile(claim, cluster!.Now), Clocks = _clocks, Worker = worker };
        return (cluster, vms);
    }

    private IEnumerable<JsonObject> Objects(IReadOnlyList<PlayedVm> vms) => vms.SelectMany(new PlayedObjects(_release).Of);

    private byte[]? Kept(byte[] content) => !_isLossy ? content
        : _chance.Next(4) == 0 ? null
        : _chance.Next(8) == 0 ? content[.._chance.Next(content.Length)]
        : content;

    private string Spec() => Row switch
    {
        Row.FileSystemCopy or Row.LongFileSystemCopy => """{"defaultVolumesToFsBackup":true}""",
        Row.DataMover => """{"snapshotMoveData":true}""",
        Row.SnapshotFails => """{"csiSnapshotTimeout":"20s"}""",
        _ => "{}",
    };

    private PlayedVm Vm(string name, Row row)
    {
        var claims = Enumerable.Range(0, 1 + _chance.Next(3)).Select(i => $"{name}-{i}").ToArray();
        var booted = PlayedWatch.Boot.AddMilliseconds(-_chance.Next(5000));
        var vm = new PlayedVm(name, row, claims);
        if (row is not (Row.PoweredOff or Row.StartedMeanwhile or Row.StartedAndStoppedMeanwhile))
        {
            vm.StartRunning(booted, new Guest(FaultOf(row), booted));
        }

        if (name == "db" && claims.Length > 1 && Twist == Twist.Hotplugged)
        {
            vm.Attached[claims[^1]] = DateTimeOffset.MaxValue;
        }

        vm.Imported = name == "db" && Twist == Twist.MarkedAsImported ? claims[^1] : null;
        return vm;
    }

    private static bool IsMoved(Row row) => row is Row.KubeVirtDataMover or Row.KubeVirtDataMoverWithoutAgent or Row.KubeVirtDataMoverThatSaysNothing;

    private static GuestFault FaultOf(Row row) => row switch
    {
        Row.NoAgent or Row.KubeVirtDataMoverWithoutAgent => GuestFault.NoAgent,
        Row.AgentDies => GuestFault.AgentDies,
        Row.FreezeDisabled or Row.FailsUnderFail => GuestFault.FreezeDisabled,
        Row.PermissionDenied => GuestFault.PermissionDenied,
        Row.SlowFreeze or Row.FreezeAfterVeleroGaveUp => GuestFault.Slow,
        Row.Hangs => GuestFault.Hangs,
        Row.Paused => GuestFault.Paused,
        Row.WindowsInTime or Row.WindowsTooLate => GuestFault.Windows,
        Row.AgentForgesLogLines => GuestFault.LogInjecting,
        _ => GuestFault.Healthy,
    };

    /// <summary>What happens while the first disk of <c>db</c> is captured.</summary>
    private void Meanwhile(string claim, DateTimeOffset now)
    {
        var db = Vms[0];
        if (claim == db.Claims[0] && Row == Row.StoppedMeanwhile)
        {
            db.Stop(now);
        }
        else if (claim == db.Claims[0] && Row is Row.StartedMeanwhile or Row.StartedAndStoppedMeanwhile && db.Current is null)
        {
            db.Start(now, new Guest(GuestFault.Healthy, now), db.PodOf("abcde"));
        }
    }

    /// <summary>Any of them in so many of a hundred histories, and the first in all others.</summary>
    private T OneOf<T>(int percent)
        where T : struct, Enum => _chance.Next(100) >= percent ? default : Enum.GetValues<T>()[_chance.Next(Enum.GetValues<T>().Length)];
}
