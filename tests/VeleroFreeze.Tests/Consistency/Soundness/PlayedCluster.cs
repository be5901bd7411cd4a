using System.Globalization;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>A cluster whose time passes only when somebody waits: guests that freeze for real, and storage that cuts at a known moment.</summary>
internal sealed partial class PlayedCluster(KubeVirtRelease release, IReadOnlyList<PlayedVm> vms, Random chance)
{
    private readonly List<(DateTimeOffset At, Action<DateTimeOffset> Do)> _events = [];
    private readonly Dictionary<string, (DateTimeOffset Created, string Claim, double Cut)> _snapshots = [];
    private readonly Dictionary<string, (DateTimeOffset Started, double Length)> _transfers = [];
    private int _names;

    public DateTimeOffset Now { get; private set; } = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMilliseconds(chance.Next(1000));

    /// <summary>Its part of the backup begins when another one's items are done; null for the beginning of all.</summary>
    public PlayedCluster? After
    {
        init => Now = value?.LeftAt ?? Now;
    }

    /// <summary>When the backup left <c>InProgress</c>.</summary>
    public DateTimeOffset LeftAt => Reports.First(report => report.Phase is not ("Queued" or "ReadyToStart" or "InProgress")).At;

    public PlayedClocks Clocks { get; init; } = PlayedClocks.Same;

    /// <summary>Seconds between <c>InProgress</c> and the first item.</summary>
    public double Delay { get; init; }

    /// <summary>How long an upload of a VM's disk takes; null for some seconds.</summary>
    public TimeSpan? Upload { get; init; }

    /// <summary>Whether uploads of disks that no VM uses fail.</summary>
    public bool FailsOtherUploads { get; init; }

    /// <summary>Sets generated names apart from those of another worker.</summary>
    public string Worker { get; init; } = "x";

    public List<Progress> Reports { get; } = [];

    /// <summary>Called with each claim before its snapshot is made: what happens in the cluster meanwhile.</summary>
    public Action<string> Meanwhile { get; init; } = _ => { };

    public Cluster Delegates => new()
    {
        Now = () => Now,
        Wait = (time, _) => WaitAsync(time),
        Exec = ExecAsync,
        SnapshotClass = driver => $"class-of-{driver}",
        CreateSnapshot = (request, _) => CreateAsync(request),
        ReadSnapshot = (snapshot, _) => Task.FromResult(Read(_snapshots[snapshot.Name], snapshot.Name)),
        DeleteSnapshot = (_, _) => Task.CompletedTask,
        StartTransfer = (request, _) => StartAsync(request),
        ReadTransfer = (request, _) => Task.FromResult(Read(request)),
        Report = (progress, _) =>
        {
            Reports.Add(progress);
            return progress.Phase == "InProgress" && Reports.Count(report => report.Phase == "InProgress") == 1 ? WaitAsync(TimeSpan.FromSeconds(Delay)) : Task.CompletedTask;
        },
        Suffix = () => $"{Worker}{++_names:0000}",
    };

    /// <summary>What happens by itself, at its moment; what lies behind happens at once.</summary>
    public void Expect(IEnumerable<(DateTimeOffset At, Action<DateTimeOffset> Do)> events)
    {
        _events.AddRange(events);
        _events.Sort((one, other) => one.At.CompareTo(other.At));
        Pass(TimeSpan.Zero);
    }

    /// <summary>Nothing of the backup is left to do here, and its other parts go on.</summary>
    public void GoOnTo(DateTimeOffset moment)
    {
        if (moment > Now)
        {
            Pass(moment - Now);
        }
    }

    private Task WaitAsync(TimeSpan time)
    {
        Pass(time);
        return Task.CompletedTask;
    }

    private void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (_events.Count > 0 && _events[0].At <= end)
        {
            var (at, happens) = _events[0];
            _events.RemoveAt(0);
            Now = at > Now ? at : Now;
            happens(at);
        }

        Now = end;
    }

    private Task<ExecOutcome> ExecAsync(ExecRequest request, CancellationToken stop)
    {
        Pass(TimeSpan.FromMilliseconds(chance.Next(40)));
        if (request.Command is ["/bin/sh", "-c", var script])
        {
            return ExecAsync(request with { Command = [VirtFreezer.Path, .. script.Split(' ').Skip(1)] }, stop);
        }

        return Task.FromResult(request.Command[0] == VirtFreezer.Path ? Freezer(request) : request.Command[0] == "/bin/false" ? new ExecOutcome.Exited(1, "", "no\n") : new ExecOutcome.Exited(0, "done\n", ""));
    }

    /// <summary>A command ends with the pod that it runs in.</summary>
    private ExecOutcome Freezer(ExecRequest request)
    {
        var vm = vms.SingleOrDefault(vm => vm.Current?.Pod == request.Pod.Name);
        if (vm?.Current is not { } instance)
        {
            return new ExecOutcome.Refused("unable to upgrade connection: pod does not exist");
        }

        var run = VirtFreezer.Run([.. request.Command.Skip(1)], new Launcher("shop", vm.Name), instance.Guest, release, Now);
        instance.Guest = run.Guest;
        var isLate = request.Timeout is { } timeout && timeout <= run.Took;
        Pass(isLate ? request.Timeout!.Value : run.Took);
        return isLate ? new ExecOutcome.TimedOut() : instance.To is null ? new ExecOutcome.Exited(run.ExitCode, "", ByNode(run.Stderr)) : new ExecOutcome.Exited(137, "", "");
    }

    /// <summary>virt-freezer's own times are by the node's clock.</summary>
    private string ByNode(string stderr) => Timestamp().Replace(
        stderr, match => $"\"timestamp\":\"{(DateTimeOffset.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + Clocks.Node).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}\"");

    [GeneratedRegex("\"timestamp\":\"([^\"]+)\"")]
    private static partial Regex Timestamp();

    private Task CreateAsync(SnapshotRequest request)
    {
        Meanwhile(request.Claim);
        var cut = OwnerOf(request.Claim) switch
        {
            { Row: Row.SnapshotAfterAutomaticThaw } => 310 + (chance.NextDouble() * 60),
            { Row: Row.ShortAutomaticThaw } => 25 + (chance.NextDouble() * 10),
            { Row: Row.WindowsTooLate } => 12 + (chance.NextDouble() * 10),
            { Row: Row.WindowsInTime } => chance.NextDouble(),
            _ => chance.NextDouble() * 9,
        };
        _snapshots[request.Snapshot.Name] = (Now, request.Claim, cut);
        return Task.CompletedTask;
    }

    /// <summary>The data is from the moment it is cut; the handle is there up to a second later, and the snapshot ready some seconds after that.</summary>
    private SnapshotState Read((DateTimeOffset Created, string Claim, double Cut) snapshot, string name)
    {
        var taken = snapshot.Created + TimeSpan.FromSeconds(snapshot.Cut);
        if (OwnerOf(snapshot.Claim)?.Row == Row.SnapshotFails)
        {
            return new SnapshotState { Content = $"snapcontent-{name}", Error = "no space left on device" };
        }

        if (taken <= Now)
        {
            foreach (var vm in vms.Where(vm => vm.Claims.Contains(snapshot.Claim)))
            {
                vm.Captured[snapshot.Claim] = (taken, taken);
            }
        }

        return new SnapshotState
        {
            Content = $"snapcontent-{name}",
            Handle = taken <= Now ? $"handle-{name}" : null,
            Size = 1 << 30,
            IsReady = taken + TimeSpan.FromSeconds(4) <= Now,
            Taken = taken <= Now ? taken + Clocks.Storage : null,
        };
    }

    private Task StartAsync(TransferRequest request)
    {
        var length = OwnerOf(request.Claim.Name)?.Row == Row.LongFileSystemCopy ? 400
            : Upload is { } upload && request.Kind == TransferKind.DataUpload ? upload.TotalSeconds * (0.9 + (chance.NextDouble() * 0.1))
            : 5 + (chance.NextDouble() * 20);
        _transfers[request.Name] = (Now + TimeSpan.FromSeconds(1 + chance.NextDouble()), length);
        return Task.CompletedTask;
    }

    private TransferState Read(TransferRequest request)
    {
        var (started, length) = _transfers[request.Name];
        var end = started + TimeSpan.FromSeconds(length);
        if (Now < end)
        {
            return Now < started ? new TransferState("New") : new TransferState("InProgress", started + Clocks.Node);
        }

        if (FailsOtherUploads && request.Kind == TransferKind.DataUpload && OwnerOf(request.Claim.Name) is null)
        {
            return new TransferState("Failed", started + Clocks.Node, end + Clocks.Node);
        }

        if (request.Kind == TransferKind.PodVolumeBackup && OwnerOf(request.Claim.Name) is { } owner)
        {
            owner.Captured[request.Claim.Name] = (started, end);
        }

        return new TransferState("Completed", started + Clocks.Node, end + Clocks.Node, 4096, "kopia-1");
    }

    private PlayedVm? OwnerOf(string claim) => vms.FirstOrDefault(vm => vm.Claims.Contains(claim));
}
