using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>What the cluster did while a backup ran: what was watched from when to when, and every change that the watches told.</summary>
public sealed record ClusterHistory
{
    public static ClusterHistory Nothing { get; } = new();

    /// <summary>Whose word it is.</summary>
    public HistorySource Source { get; init; }

    /// <summary>
    /// The times in which every watch ran without a gap, in order, by the clock of whoever watched. What is not told of inside them did not happen.
    /// </summary>
    public IReadOnlyList<WatchedSpan> Watched { get; init; } = [];

    /// <summary>The states of each VM, in the order of time. The state at a moment is the last one that is not later.</summary>
    public IReadOnlyDictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>> VirtualMachines { get; init; } =
        new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>();

    /// <summary>Who else may have frozen or thawed a guest: other Backups, snapshots and backups of KubeVirt and of Harvester.</summary>
    public IReadOnlyList<FreezingActor> Actors { get; init; } = [];

    /// <summary>Guests that an earlier Backup may have left frozen: the timer of that freeze is not started anew by the next one.</summary>
    public IReadOnlyList<LeftFrozen> LeftFrozen { get; init; } = [];

    /// <summary>Claims that some pod or VM uses, or that belong to an import; null where that was not looked at.</summary>
    public IReadOnlySet<VirtualMachineKey>? ClaimsInUse { get; init; }

    /// <summary>Of each watch, where its last list stood and what it has told since: by these a record is joined with the memory of the next process.</summary>
    public IReadOnlyList<WatchMark> Marks { get; init; } = [];

    /// <summary>One look at the cluster, taken on somebody's word for its state throughout.</summary>
    public static ClusterHistory ByWord(ClusterFacts facts) => new()
    {
        Source = HistorySource.Word,
        Watched = [new WatchedSpan(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)],
        VirtualMachines = facts.VirtualMachines.ToDictionary(
            pair => pair.Key, IReadOnlyList<VirtualMachineState> (pair) => [new VirtualMachineState(DateTimeOffset.MinValue, pair.Value)]),
        ClaimsInUse = facts.ClaimsInUse,
    };

    /// <summary>Whether the watches ran without a gap from one moment to another.</summary>
    public bool Covers(DateTimeOffset from, DateTimeOffset to) => Watched.Any(span => span.From <= from && to <= span.To);
}

/// <summary>Whose word a history is.</summary>
public enum HistorySource
{
    /// <summary>Nobody's: there is none.</summary>
    None,

    /// <summary>The verifier watched.</summary>
    Watch,

    /// <summary>A person says that the objects they give were so throughout, and that nobody else acted (<c>--objects</c>).</summary>
    Word,
}

/// <param name="From">When the lists that the watches go on from were complete.</param>
/// <param name="To">When the watches were last known to be complete.</param>
public sealed record WatchedSpan(DateTimeOffset From, DateTimeOffset To);

/// <param name="Watch">The name of a watch.</param>
/// <param name="Listed">The resource version of the list that its last span began with; empty where the type does not exist.</param>
/// <param name="Seen">The newest resource version that it told of.</param>
public sealed record WatchMark(string Watch, string Listed, string Seen);

/// <param name="At">When the watch told of it; a change happened at most a few seconds earlier.</param>
/// <param name="Machine">What the VM was from then on; null when it was gone.</param>
public sealed record VirtualMachineState(DateTimeOffset At, VirtualMachineFacts? Machine);

/// <summary>Something else that freezes or thaws guests, and when it did.</summary>
public sealed record FreezingActor
{
    /// <summary><c>Backup</c>, <c>VirtualMachineSnapshot</c> or <c>VirtualMachineBackup</c>.</summary>
    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string Uid { get; init; } = "";

    /// <summary>The one VM that it is about; null for a Backup, which is about those of its namespaces.</summary>
    public VirtualMachineKey? Machine { get; init; }

    /// <summary>Of a Backup; empty means all.</summary>
    public IReadOnlyList<string> IncludedNamespaces { get; init; } = [];

    /// <summary>Of a Backup; wins over the other.</summary>
    public IReadOnlyList<string> ExcludedNamespaces { get; init; } = [];

    /// <summary>When it began to act: a Backup's start, the creation of the others (clock of the API server or of Velero).</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it had ended: a Backup when it was seen to have left <c>InProgress</c>, the others when they were done or gone. Null while it goes on.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether it may freeze or thaw a VM.</summary>
    public bool MayHold(VirtualMachineKey machine) =>
        Machine is { } one ? one == machine : NamespaceScope.Holds(IncludedNamespaces, ExcludedNamespaces, machine.Namespace);
}

/// <summary>A freeze of an earlier Backup whose thaw nobody attested.</summary>
/// <param name="Machine">The VM.</param>
/// <param name="Backup">The earlier Backup, <c>namespace/name</c>.</param>
/// <param name="From">When that freeze was asked for.</param>
/// <param name="Until">When its automatic thaw comes at the latest; null for never.</param>
public sealed record LeftFrozen(VirtualMachineKey Machine, string Backup, DateTimeOffset From, DateTimeOffset? Until);
