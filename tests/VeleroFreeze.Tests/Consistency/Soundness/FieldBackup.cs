using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Velero;
using VeleroFreeze.Tests.Sandbox.Velero;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>
/// A backup as the field makes them: healthy VMs and all the noise that is no fault of theirs. A verdict that is not good for one of these is the price of strictness.
/// </summary>
internal sealed class FieldBackup
{
    private readonly Random _chance;
    private readonly KubeVirtRelease _release;
    private readonly VeleroVersion _velero;
    private readonly PlayedClocks _clocks;
    private readonly Row _row;
    private readonly int _seed;
    private readonly int _workers;
    private readonly double _delay;
    private readonly bool _hasFailingHook;

    public FieldBackup(int seed, VeleroVersion velero, int workers)
    {
        (_seed, _velero, _workers, _chance) = (seed, velero, workers, new Random(seed));
        _release = KubeVirtRelease.All[_chance.Next(KubeVirtRelease.All.Count)];
        _clocks = PlayedClocks.Of(_chance);
        _row = _chance.Next(10) switch { 0 => Row.FileSystemCopy, 1 or 2 => Row.DataMover, 3 => Row.WindowsInTime, _ => Row.Healthy };
        _delay = 0.3 + (_chance.NextDouble() * 59.7);
        _hasFailingHook = _chance.Next(5) == 0;
        Vms = [.. Enumerable.Range(0, 4).Select(Vm)];
    }

    public IReadOnlyList<PlayedVm> Vms { get; }

    /// <summary>Whether a verifier watched all of a VM's span, by the truth of when it was frozen.</summary>
    public static bool IsWatched(PlayedVm vm, BackupFacts facts) => vm.Instances.SelectMany(instance => instance.Guest.Freezes)
        .All(freeze => facts.History.Covers(freeze.From.AddSeconds(-4), (freeze.ReportedEnd ?? freeze.From).AddSeconds(4)));

    public async Task<(BackupFacts Facts, ConsistencyReport Report)> JudgeAsync()
    {
        var clusters = Vms.Chunk((Vms.Count + _workers - 1) / _workers).Select((vms, i) => (Vms: vms, Cluster: new PlayedCluster(_release, vms, new Random((_seed * 8) + i))
        {
            Clocks = _clocks,
            Worker = $"w{i}",
            Delay = _delay,
        })).ToList();
        var start = clusters[0].Cluster.Now;
        var runs = new List<PlayedRun>();
        foreach (var (vms, cluster) in clusters)
        {
            cluster.Expect(vms.SelectMany(vm => Events(vm, start)));
            runs.Add(await PlayedRun.PlayAsync(_velero, logsJson: _seed % 2 == 0, Spec(), Objects(vms, isLast: vms[^1] == Vms[^1]), cluster));
        }

        var run = PlayedWorkers.Join(runs, _chance);
        var end = clusters.Max(cluster => cluster.Cluster.Now);
        var facts = new BackupFacts { Backup = run.ReadBackup(), Evidence = run.ReadFiles(content => content), History = Watched(start, end) };
        return (facts, ConsistencyJudge.Judge(facts));
    }

    private PlayedVm Vm(int number)
    {
        var booted = PlayedWatch.Boot.AddMilliseconds(-_chance.Next(5000));
        var vm = new PlayedVm($"vm{number}", _row, [.. Enumerable.Range(0, 1 + _chance.Next(3)).Select(i => $"vm{number}-{i}")]);
        vm.StartRunning(booted, new Guest(_row == Row.WindowsInTime ? GuestFault.Windows : GuestFault.Healthy, booted));
        return vm;
    }

    private string Spec() => _row switch
    {
        Row.FileSystemCopy => """{"defaultVolumesToFsBackup":true}""",
        Row.DataMover => """{"snapshotMoveData":true}""",
        _ => "{}",
    };

    /// <summary>Reboots, migrations and hotplugs at 1 % an hour each, from ten minutes before the start to ten after it.</summary>
    private IEnumerable<(DateTimeOffset, Action<DateTimeOffset>)> Events(PlayedVm vm, DateTimeOffset start)
    {
        if (Happens(1.0 / 300) is { } off)
        {
            yield return (start + off, vm.Stop);
            yield return (start + off + TimeSpan.FromSeconds(3), now => vm.Start(now, new Guest(GuestFault.Healthy, now), vm.PodOf("fghij")));
        }

        if (Happens(1.0 / 300) is { } moved)
        {
            yield return (start + moved, now => vm.Current?.MigrateAt(now, vm.PodOf("klmno")));
        }

        if (vm.Claims.Length > 1 && Happens(1.0 / 300) is { } plugged)
        {
            vm.Attached[vm.Claims[^1]] = DateTimeOffset.MaxValue;
            yield return (start + plugged, now => vm.Attached[vm.Claims[^1]] = now);
        }
    }

    private TimeSpan? Happens(double share) => _chance.NextDouble() < share ? TimeSpan.FromSeconds((_chance.NextDouble() * 1200) - 600) : null;

    /// <summary>Claims that nobody uses, and a pod of another application, whose hook fails in every fifth backup.</summary>
    private IEnumerable<JsonObject> Objects(IReadOnlyList<PlayedVm> vms, bool isLast)
    {
        var objects = vms.SelectMany(new PlayedObjects(_release).Of);
        if (!isLast)
        {
            return objects;
        }

        var other = TestObjects.Pod("postgres-0");
        other["metadata"]!["annotations"]!["pre.hook.backup.velero.io/container"] = "guest-console-log";
        other["metadata"]!["annotations"]!["pre.hook.backup.velero.io/command"] = _hasFailingHook ? """["/bin/false"]""" : """["/bin/sync"]""";
        return _chance.Next(2) == 0 ? [other, .. objects, .. TestObjects.Disk("orphan-0")] : [.. TestObjects.Disk("orphan-0"), .. objects, other];
    }

    /// <summary>In every hundredth backup another process becomes the leader: mostly a standby that has watched all along, else one that has just begun.</summary>
    private ClusterHistory Watched(DateTimeOffset start, DateTimeOffset end)
    {
        var watch = new PlayedWatch(Vms, _clocks, _chance);
        if (_chance.Next(100) > 0)
        {
            return watch.Tell(PlayedWatch.Boot, end.AddMinutes(5));
        }

        var moment = start + ((end - start) * _chance.NextDouble());
        var from = _chance.Next(5) > 0 ? PlayedWatch.Boot.AddHours(1) : moment.AddSeconds(_chance.Next(20));
        return HistoryJoin.Of(watch.Tell(PlayedWatch.Boot, moment), watch.Tell(from, end.AddMinutes(5)));
    }
}
