using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Velero;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Tests.Sandbox.Velero;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>One backup of a small cluster, from a seed: played by Velero's rules against guests that know when they were frozen, then judged.</summary>
internal sealed class History
{
    private static readonly Row[] Faults = [.. Enum.GetValues<Row>().Where(row => row != Row.Healthy)];
    private static readonly DateTimeOffset Boot = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly Random _chance;
    private readonly KubeVirtRelease _release;
    private readonly VeleroVersion _velero;
    private readonly bool _logsJson;
    private readonly bool _isLossy;
    private readonly List<VirtualMachineState> _changes = [];
    private Func<DateTimeOffset> _now = () => Boot;

    /// <param name="seed">Chooses everything.</param>
    /// <param name="isLossy">Whether artifacts are lost or cut and looks at the cluster are missing.</param>
    public History(int seed, bool isLossy = false)
    {
        _isLossy = isLossy;
        _chance = new Random(seed);
        _release = KubeVirtRelease.All[_chance.Next(KubeVirtRelease.All.Count)];
        _velero = VeleroVersion.All[_chance.Next(VeleroVersion.All.Count)];
        _logsJson = _chance.Next(2) == 0;
        Row = _chance.Next(100) < 60 ? Row.Healthy : Faults[_chance.Next(Faults.Length)];
        Vms = [Vm("db", Row), .. Enumerable.Range(0, _chance.Next(3)).Select(i => Vm($"web{i}", _chance.Next(4) == 0 ? Row.NoAgent : Row.Healthy))];
    }

    /// <summary>What happens to the first VM, <c>db</c>.</summary>
    public Row Row { get; }

    public IReadOnlyList<PlayedVm> Vms { get; }

    public override string ToString() => $"{Row} on KubeVirt {_release.Version}, Velero {_velero.Name}, log in {(_logsJson ? "JSON" : "text")}";

    /// <summary>Plays the backup and judges what it left behind.</summary>
    public async Task<ConsistencyReport> JudgeAsync() => ConsistencyJudge.Judge(Kept(await PlayAsync()));

    /// <summary>Half of the lossy histories were watched, and the cluster of later is looked at in half of all.</summary>
    private BackupFacts Kept(BackupFacts facts) => !_isLossy ? facts : facts with
    {
        History = _chance.Next(2) == 0 ? facts.History : ClusterHistory.Nothing,
        Afterwards = _chance.Next(2) == 0 ? Cluster(Boot) : null,
    };

    private async Task<BackupFacts> PlayAsync()
    {
        var before = Cluster(Boot);
        var cluster = new PlayedCluster(_release, Vms, _chance) { Meanwhile = Meanwhile };
        _now = () => cluster.Now;
        var backup = TestObjects.Backup(Spec());
        await new BackupRun(new RunSettings(_velero) { LogsJson = _logsJson }, backup, Objects(), cluster.Delegates).RunAsync(CancellationToken.None);
        backup["status"] = cluster.Reports[^1].Status.DeepClone();
        if (Row == Row.StartedAndStoppedMeanwhile)
        {
            Vms[0].Guest = null;
        }

        var facts = new BackupFacts
        {
            Backup = BackupObjectReader.Read(JsonSerializer.SerializeToElement(backup)),
            Evidence = EvidenceReader.Read(Artifacts(cluster)),
            History = Watched(before, cluster.Now),
        };
        return Row is Row.KubeVirtDataMover or Row.KubeVirtDataMoverWithoutAgent or Row.KubeVirtDataMoverThatSaysNothing ? new PlayedDataMover(Vms[0], _release, _chance).Move(facts, cluster.Now) : facts;
    }

    private Dictionary<ArtifactKind, ArtifactContent> Artifacts(PlayedCluster cluster)
    {
        var uploads = cluster.Reports.SelectMany(report => report.Uploads).ToList();
        var found = new Dictionary<ArtifactKind, ArtifactContent>();
        foreach (var kind in Enum.GetValues<ArtifactKind>().Where(kind => kind != ArtifactKind.BackupContents))
        {
            var file = VeleroFreeze.Sandbox.Velero.Artifacts.ArtifactKinds.FileOf(kind.ToString(), "nightly");
            found[kind] = uploads.FindLast(upload => upload.Name == file) is { } upload && !(_isLossy && _chance.Next(4) == 0) ? ArtifactContent.Of(Whole(upload.Content)) : ArtifactContent.Missing();
        }

        return found;
    }

    private byte[] Whole(byte[] content) => _isLossy && _chance.Next(8) == 0 ? content[.._chance.Next(content.Length)] : content;

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
        return new PlayedVm(name, row, claims, row is Row.PoweredOff or Row.StartedMeanwhile or Row.StartedAndStoppedMeanwhile ? null : new Guest(FaultOf(row), Boot));
    }

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
    private void Meanwhile(string claim)
    {
        var db = Vms[0];
        if (claim != db.Claims[0])
        {
            return;
        }

        if (Row == Row.StoppedMeanwhile)
        {
            db.Guest = null;
        }
        else if (Row is Row.StartedMeanwhile or Row.StartedAndStoppedMeanwhile)
        {
            db.Guest = new Guest(GuestFault.Healthy, Boot);
        }
        else
        {
            return;
        }

        _changes.Add(new VirtualMachineState(_now(), FactsOf(db)));
    }

    private IEnumerable<JsonObject> Objects() => Vms.SelectMany(ObjectsOf);

    private IEnumerable<JsonObject> ObjectsOf(PlayedVm vm)
    {
        var driver = vm.Row == Row.NoSnapshotter ? "" : "rbd.csi";
        var objects = TestObjects.Vm(vm.Name, MountedBy(vm), driver, [.. Annotations(vm)]).ToList();
        if (IsHotplugged(vm))
        {
            objects.AddRange(TestObjects.Disk(vm.Claims[^1], driver));
            objects.Insert(0, TestObjects.Pod($"hp-volume-{vm.Name}", [vm.Claims[^1]]));
        }

        if (vm.Row == Row.DiskCapturedThroughAnotherPod)
        {
            objects.Insert(0, TestObjects.Pod("exporter", [vm.Claims[0]]));
        }

        if (vm.Row == Row.MigratedBefore)
        {
            objects.Insert(0, Completed(TestObjects.Launcher(vm.Name, vm.Claims, [.. Annotations(vm)]), "-old"));
        }

        if (vm.Row == Row.OnlyACompletedPod)
        {
            Completed(objects[0], "");
        }

        return objects.Where(json => !IsLeftOut(vm, json));
    }

    private static string[] MountedBy(PlayedVm vm) => IsHotplugged(vm) ? vm.Claims[..^1] : vm.Claims;

    private static bool IsHotplugged(PlayedVm vm) => vm.Row is Row.HotpluggedDisk or Row.HotpluggedDiskAndAnotherThaw;

    private static bool IsLeftOut(PlayedVm vm, JsonObject json) =>
        json["kind"]!.GetValue<string>() == "Pod" && json["metadata"]!["name"]!.GetValue<string>() == vm.Pod && (!vm.RunsAtStart || vm.Row == Row.PodLeftOut);

    private static JsonObject Completed(JsonObject pod, string suffix)
    {
        pod["metadata"]!["name"] = pod["metadata"]!["name"]!.GetValue<string>() + suffix;
        pod["status"]!["phase"] = "Succeeded";
        return pod;
    }

    private IEnumerable<(string Key, string Value)> Annotations(PlayedVm vm)
    {
        const string Pre = "pre.hook.backup.velero.io/";
        const string Post = "post.hook.backup.velero.io/";
        if (_release.PreHookTimeout is { } timeout)
        {
            yield return (Pre + "timeout", timeout);
        }

        var changes = vm.Row switch
        {
            Row.ShortAutomaticThaw => [(Pre + "command", Command(vm.Name, "freeze", """, "--unfreezeTimeoutSeconds", "20" """))],
            Row.NoHooks => [(Pre + "command", ""), (Post + "command", "")],
            Row.AnotherCommand => [(Pre + "command", """["/bin/sync"]""")],
            Row.HotpluggedDiskAndAnotherThaw => [(Post + "command", $"""["/bin/sh","-c","virt-freezer --unfreeze --name {vm.Name} --namespace shop"]""")],
            Row.NameOfAnotherVm => [(Pre + "command", Command("other", "freeze")), (Post + "command", Command("other", "unfreeze"))],
            Row.WrongContainer => [(Pre + "container", "istio-proxy")],
            Row.FailsUnderFail => [(Pre + "on-error", "Fail")],
            Row.FreezeAfterVeleroGaveUp => [(Pre + "timeout", "10s")],
            Row.ThawFails => [(Post + "command", Command("other", "unfreeze"))],
            _ => Array.Empty<(string, string)>(),
        };
        foreach (var change in changes)
        {
            yield return change;
        }
    }

    private static string Command(string name, string mode, string more = "") =>
        $"""["/usr/bin/virt-freezer", "--{mode}", "--name", "{name}", "--namespace", "shop"{more.TrimEnd()}]""";

    private ClusterHistory Watched(ClusterFacts before, DateTimeOffset end)
    {
        var after = Cluster(end);
        return new ClusterHistory
        {
            Source = HistorySource.Watch,
            Watched = [new WatchedSpan(Boot, end.AddHours(1))],
            VirtualMachines = before.VirtualMachines.Keys.ToDictionary(key => key, IReadOnlyList<VirtualMachineState> (key) =>
            [
                new VirtualMachineState(Boot, before.VirtualMachines[key]),
                .. _changes.Where(change => change.Machine!.Key == key),
                new VirtualMachineState(end, after.VirtualMachines[key]),
            ]),
        };
    }

    private ClusterFacts Cluster(DateTimeOffset at) => new(at, Vms.ToDictionary(vm => new VirtualMachineKey("shop", vm.Name), FactsOf));

    private static VirtualMachineFacts FactsOf(PlayedVm vm) => new()
    {
        Key = new VirtualMachineKey("shop", vm.Name),
        Policy = FreezePolicy.Required,
        State = vm.Guest is null ? RunState.Off : RunState.On,
        Guest = vm.Row is Row.WindowsInTime or Row.WindowsTooLate ? GuestSystem.Windows : vm.Row == Row.GuestSystemNotTold ? GuestSystem.Unknown : GuestSystem.Other,
        Disks = [.. vm.Claims.Select((claim, i) => new DiskFacts($"disk{i}", claim, IsHotplugged: IsHotplugged(vm) && i == vm.Claims.Length - 1))],
        Pods = vm.Guest is null ? [] : [new LauncherPod(vm.Pod, "Running", null, $"uid-{vm.Name}", Boot), .. vm.Row == Row.MigratedBefore ? [new LauncherPod(vm.Pod + "-old", "Succeeded", null, $"uid-{vm.Name}", Boot)] : Array.Empty<LauncherPod>()],
        InstanceUid = vm.Guest is null ? "" : $"uid-{vm.Name}",
        InstanceCreatedAt = vm.Guest is null ? null : Boot,
        Version = $"uid/{vm.Version}",
    };
}
