using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>
/// The evidence of one backup of the running VM <c>shop/db</c>, put together line by line: every step is one line of the log and, unless told
/// otherwise, one second later than the one before.
/// </summary>
internal sealed class Scenario
{
    public static readonly VirtualMachineKey Key = new("shop", "db");

    private static readonly DateTimeOffset Start = new(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);

    private readonly List<HookExecution> _hooks = [];
    private readonly List<LogMark> _marks = [];
    private readonly List<VolumeInfo> _volumes = [];
    private readonly HashSet<string> _claims = [];
    private readonly HashSet<string> _pods = ["shop/virt-launcher-db-x7k2p"];
    private int _line;
    private int _second;

    public VirtualMachineFacts Machine { get; set; } = new()
    {
        Key = Key,
        Policy = FreezePolicy.Required,
        State = RunState.On,
        Guest = GuestSystem.Other,
        Disks = [new DiskFacts("root", "root")],
        Pods = [new LauncherPod("virt-launcher-db-x7k2p", "Running", InstanceUid: "one", CreatedAt: Start.AddHours(-3))],
        InstanceUid = "one",
        InstanceCreatedAt = Start.AddHours(-3),
    };

    public Func<VirtualMachineFacts, VirtualMachineFacts?> End { get; set; } = machine => machine;

    public Func<LogEvidence, LogEvidence> Log { get; set; } = log => log;

    public Func<BackupEvidence, BackupEvidence> Evidence { get; set; } = evidence => evidence;

    public Func<BackupFacts, BackupFacts> Change { get; set; } = facts => facts;

    public DateTimeOffset Now => Start.AddSeconds(_second);

    public Scenario Wait(int seconds)
    {
        _second += seconds;
        return this;
    }

    public Scenario Freeze(FreezerOutcome said = FreezerOutcome.Done, HookOutcome outcome = HookOutcome.Succeeded, int? limit = null, string? error = null) =>
        Hook(HookPhase.Pre, new FreezerCommand(FreezerMode.Freeze, "shop", "db", limit), said, outcome, error);

    public Scenario Thaw(FreezerOutcome said = FreezerOutcome.Done, HookOutcome outcome = HookOutcome.Succeeded, string? reason = null) =>
        Hook(HookPhase.Post, new FreezerCommand(FreezerMode.Unfreeze, "shop", "db"), said, outcome, null, reason: reason);

    public Scenario Hook(HookPhase phase, FreezerCommand? command, FreezerOutcome? said, HookOutcome outcome = HookOutcome.Succeeded, string? error = null, string container = "compute", string? pod = null, string? reason = null)
    {
        var (begins, from) = (Now, ++_line);
        _hooks.Add(new HookExecution
        {
            Phase = phase,
            Outcome = outcome,
            Arguments = command is null ? ["/bin/sync"] : [FreezerCommand.Executable, command.Mode.ToString(), command.Name, command.Namespace],
            Command = command,
            Container = container,
            Source = "annotation",
            Pod = pod is null ? null : ("shop", pod),
            StartedAt = begins,
            EndedAt = Wait(1).Now,
            StartLine = from,
            EndLine = ++_line,
            Error = error,
            Freezer = said is { } word ? new FreezerReading(word, reason, At: begins) : null,
        });
        return this;
    }

    /// <summary>A CSI snapshot with its two lines and its entry in volume info.</summary>
    public Scenario Snapshot(string claim, int seconds = 1, Func<VolumeInfo, VolumeInfo>? info = null)
    {
        Mark(LogMarkKind.SnapshotCreated, $"velero-{claim}-abcde").Wait(seconds).Mark(LogMarkKind.ClaimCaptured, claim);
        var entry = new VolumeInfo { ClaimNamespace = "shop", Claim = claim, Volume = $"pv-{claim}", Method = "CSISnapshot", Succeeded = true };
        return Volume(info is null ? entry : info(entry));
    }

    public Scenario Volume(VolumeInfo volume)
    {
        _claims.Add($"shop/{volume.Claim}");
        _volumes.Add(volume);
        return this;
    }

    public Scenario Mark(LogMarkKind kind, string name, string? detail = null)
    {
        _marks.Add(new LogMark(kind, ++_line, Now, kind == LogMarkKind.NativeSnapshot ? "" : "shop", name, detail));
        return this;
    }

    public Scenario With(Action<Scenario> change)
    {
        change(this);
        return this;
    }

    public Scenario Disks(params string[] claims) => With(s => s.Machine = s.Machine with { Disks = [.. claims.Select(claim => new DiskFacts(claim, claim))] });

    public Scenario Guest(GuestSystem guest) => With(s => s.Machine = s.Machine with { Guest = guest });

    public static DateTimeOffset At(int second) => Start.AddSeconds(second);

    public Scenario History(Func<ClusterHistory, ClusterHistory> change)
    {
        var before = Change;
        return With(s => s.Change = facts => before(facts) with { History = change(before(facts).History) });
    }

    /// <summary>Its states in the order in which they were told, made from what it is and from the state in which it has been since before the backup.</summary>
    public Scenario Told(Func<VirtualMachineFacts, VirtualMachineState, IReadOnlyList<VirtualMachineState>> states) => History(history => history with
    {
        VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>> { [Key] = states(Machine, new(At(-600), Machine)) },
    });

    public Scenario WithoutPod() => With(s => s._pods.Clear());

    public BackupFacts Facts()
    {
        var log = Log(new LogEvidence
        {
            State = ArtifactState.Complete,
            HasInformation = true,
            BeginsAsVelero = true,
            EndsAsVelero = true,
            FirstAt = Start,
            LastAt = Now,
            Lines = _line,
            Hooks = _hooks,
            Marks = _marks,
        });
        return Change(new BackupFacts
        {
            Backup = new BackupObject { Summary = new BackupSummary("velero", "nightly", "uid", "Completed", Start, Now.AddSeconds(60), null, null) },
            Evidence = Evidence(new BackupEvidence
            {
                Log = log,
                ResultsState = ArtifactState.Complete,
                ResourceListState = ArtifactState.Complete,
                ResourceList = new ResourceList(new Dictionary<string, IReadOnlySet<string>>
                {
                    ["kubevirt.io/v1/VirtualMachine"] = new HashSet<string> { "shop/db" },
                    ["v1/Pod"] = _pods,
                    ["v1/PersistentVolumeClaim"] = _claims,
                }),
                VolumeInfoState = ArtifactState.Complete,
                Volumes = _volumes,
                ItemOperationsState = ArtifactState.Complete,
            }),
            History = new ClusterHistory
            {
                Source = HistorySource.Watch,
                Watched = [new WatchedSpan(Start.AddMinutes(-10), Start.AddMinutes(60))],
                VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>> { [Key] = States() },
            },
        });
    }

    /// <summary>What it was since before the backup, and what it became two seconds into it.</summary>
    private IReadOnlyList<VirtualMachineState> States()
    {
        var (first, last) = (new VirtualMachineState(Start.AddMinutes(-10), Machine), new VirtualMachineState(Start.AddSeconds(2), End(Machine)));
        return last.Machine == Machine ? [first] : [first, last];
    }

    public static ClusterFacts Look(VirtualMachineFacts? machine) =>
        new(Start, machine is null ? new Dictionary<VirtualMachineKey, VirtualMachineFacts>() : new Dictionary<VirtualMachineKey, VirtualMachineFacts> { [machine.Key] = machine });

    public VirtualMachineReport Judge() => ConsistencyJudge.Judge(Facts()).VirtualMachines.ShouldHaveSingleItem();

    /// <returns>The obligations that are not met, in the order of the report.</returns>
    public string Unmet()
    {
        var obligations = Judge().Obligations;
        obligations.ShouldNotBeEmpty();
        return string.Join(' ', obligations.Where(obligation => obligation.Missing is not null).Select(obligation => obligation.Id));
    }
}
