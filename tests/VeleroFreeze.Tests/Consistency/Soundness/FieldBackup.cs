using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Tests.Sandbox.Velero;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>
/// A backup as the field makes them: healthy VMs and all the noise that is no fault of theirs. A verdict that is not good for one of these is the price of strictness.
/// </summary>
internal sealed class FieldBackup
{
    private const int MostAtOnce = 50;

    private readonly Random _chance;
    private readonly KubeVirtRelease _release;
    private readonly VeleroVersion _velero;
    private readonly PlayedClocks _clocks;
    private readonly Row _row;
    private readonly int _seed;
    private readonly int _workers;
    private readonly double _delay;
    private readonly TimeSpan? _upload;
    private readonly bool _hasFailingHook;
    private readonly bool _hasFailingUpload;
    private IReadOnlyList<PlayedLife> _lives = [];
    private DateTimeOffset? _start;

    /// <param name="seed">Chooses all the rest.</param>
    /// <param name="velero">Its release.</param>
    /// <param name="workers">How many items it backs up at a time.</param>
    /// <param name="vms">How many VMs it holds. Of few, one in ten stands two hours down the line: as one of a thousand does.</param>
    public FieldBackup(int seed, VeleroVersion velero, int workers, int vms = 4)
    {
        (_seed, _velero, _workers, _chance) = (seed, velero, workers, new Random(seed));
        _release = KubeVirtRelease.All[_chance.Next(KubeVirtRelease.All.Count)];
        _clocks = PlayedClocks.Of(_chance);
        _row = _chance.Next(10) switch { 0 => Row.FileSystemCopy, 1 or 2 => Row.DataMover, 3 => Row.WindowsInTime, _ => Row.Healthy };
        _delay = vms < 100 && _chance.Next(10) == 0 ? _chance.NextDouble() * 7200 : 0.3 + (_chance.NextDouble() * 59.7);
        _upload = _chance.Next(2) == 0 ? TimeSpan.FromHours(4) : null;
        (_hasFailingHook, _hasFailingUpload) = (_chance.Next(5) == 0, _chance.Next(5) == 0);
        Vms = [.. Enumerable.Range(0, vms).Select(Vm)];
    }

    public IReadOnlyList<PlayedVm> Vms { get; }

    /// <summary>What the verifiers of this backup were spared, or were not.</summary>
    public FieldLives Lives { get; private set; }

    /// <summary>
    /// Whether one verifier watched all of a VM's span, and for long enough after it to write it down: by the truth of when it was frozen, and of who lived then.
    /// </summary>
    public bool IsWatched(PlayedVm vm) => vm.Instances.SelectMany(instance => instance.Guest.Freezes)
        .All(freeze => _lives.Any(life => life.From.AddSeconds(8) <= freeze.From && (freeze.ReportedEnd ?? freeze.From).AddSeconds(10) + PlayedRecord.Pace(Vms.Count) <= life.To));

    public async Task<ConsistencyReport> JudgeAsync()
    {
        var (runs, clusters) = (new List<PlayedRun>(), new List<PlayedCluster>());
        foreach (var share in Vms.Chunk((Vms.Count + _workers - 1) / _workers))
        {
            PlayedCluster? before = null;
            // Of a cluster of a thousand the sandbox would search all objects for each.
            foreach (var vms in share.Chunk(MostAtOnce))
            {
                before = Cluster(vms, number: clusters.Count, before);
                clusters.Add(before);
                runs.Add(await PlayedRun.PlayAsync(_velero, logsJson: _seed % 2 == 0, Spec(), Objects(vms, isLast: vms[^1] == Vms[^1]), before));
            }
        }

        clusters.ForEach(cluster => cluster.GoOnTo(clusters.Max(other => other.LeftAt)));
        var run = PlayedWorkers.Join(runs, _chance);
        var facts = new BackupFacts { Backup = run.ReadBackup(), Evidence = run.ReadFiles(content => content), History = Watched(run.ReadBackup(), clusters) };
        return ConsistencyJudge.Judge(facts);
    }

    private PlayedCluster Cluster(IReadOnlyList<PlayedVm> vms, int number, PlayedCluster? before)
    {
        var cluster = new PlayedCluster(_release, vms, new Random((_seed * 128) + number))
        {
            After = before,
            Clocks = _clocks,
            Worker = $"w{number}",
            Delay = before is null ? _delay : 0,
            Upload = _upload,
            FailsOtherUploads = _hasFailingUpload,
        };
        var start = _start ??= cluster.Now;
        cluster.Expect(vms.SelectMany(vm => Events(vm, start)));
        return cluster;
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

    /// <summary>Reboots, migrations and hotplugs at 1 % an hour each, from ten minutes before the start to three hours after it.</summary>
    private IEnumerable<(DateTimeOffset, Action<DateTimeOffset>)> Events(PlayedVm vm, DateTimeOffset start)
    {
        if (Happens() is { } off)
        {
            yield return (start + off, vm.Stop);
            yield return (start + off + TimeSpan.FromSeconds(3), now => vm.Start(now, new Guest(vm.Row == Row.WindowsInTime ? GuestFault.Windows : GuestFault.Healthy, now), vm.PodOf("fghij")));
        }

        if (Happens() is { } moved)
        {
            yield return (start + moved, now => vm.Current?.MigrateAt(now, vm.PodOf("klmno")));
        }

        if (vm.Claims.Length > 1 && Happens() is { } plugged)
        {
            vm.Attached[vm.Claims[^1]] = DateTimeOffset.MaxValue;
            yield return (start + plugged, now => vm.Attached[vm.Claims[^1]] = now);
        }
    }

    private TimeSpan? Happens() => _chance.NextDouble() * 100 < 190 / 60.0 ? TimeSpan.FromMinutes((_chance.NextDouble() * 190) - 10) : null;

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

    /// <summary>The record that the verifiers of the time wrote, which is all that is left of what they saw.</summary>
    private ClusterHistory Watched(BackupObject backup, IReadOnlyList<PlayedCluster> clusters)
    {
        var schedule = new PlayedSchedule(backup, clusters, _clocks);
        (Lives, _lives) = FieldVerifiers.Of(schedule, _chance);
        var events = Vms.SelectMany(vm => new PlayedEvents(vm, _release, _clocks).All).Concat(schedule.Own).Concat(_chance.Next(4) == 0 ? schedule.Hourly(_chance) : []);
        return new PlayedRecord([.. events], backup, schedule.Start, _clocks, _chance).Written(_lives, denial: null, Vms.Count);
    }
}
