
namespace VeleroFreeze.Sandbox.Releases;

/// <summary>What differs between releases of KubeVirt, as data: another release is a row to add.</summary>
internal sealed record KubeVirtRelease(string Version)
{
    /// <summary>What it writes as the timeout of the pre hook; null leaves that key alone, and Velero's 30 s hold.</summary>
    public string? PreHookTimeout { get; init; }

    /// <summary>kubevirt.io/skip-backup-hooks has a meaning.</summary>
    public bool KnowsSkip { get; init; }

    /// <summary>The managed hook keys of a running pod follow the VMI.</summary>
    public bool SyncsRunningPods { get; init; }

    /// <summary>Launcher pods carry the label vmi.kubevirt.io/id.</summary>
    public bool LabelsPodWithId { get; init; }

    public FreezerWords Freezer { get; init; } = FreezerWords.New;

    /// <summary>virt-freezer tells an agent that is busy, and one that was too slow, from other errors.</summary>
    public bool ExplainsAgentErrors { get; init; } = true;

    public TimeSpan FreezeTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public TimeSpan ThawTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long virt-launcher waits for the agent; null waits until it answers.</summary>
    public TimeSpan? AgentTimeout { get; init; }

    /// <summary>What a freeze during a migration is refused with; null does not refuse it.</summary>
    public string? MigrationRefusal { get; init; } = "Failed to freeze VMI, VMI is currently during migration";

    /// <summary>An error of a subresource ends with what virt-handler said, not only with its status.</summary>
    public bool SubresourceErrorsSayWhy { get; init; } = true;

    /// <summary>virt-handler emits FreezeError when a freeze by subresource fails.</summary>
    public bool EmitsFreezeError { get; init; } = true;

    public MachineBackupApi Backups { get; init; }

    private static KubeVirtRelease Since18 { get; } = new("1.8.3")
    {
        PreHookTimeout = "60s",
        FreezeTimeout = TimeSpan.FromSeconds(60),
        KnowsSkip = true,
        SyncsRunningPods = true,
        LabelsPodWithId = true,
        MigrationRefusal = "failed to freeze VMI, VMI is currently during migration",
        Backups = MachineBackupApi.OnlyWarns,
    };

    public static IReadOnlyList<KubeVirtRelease> All { get; } =
    [
        new("0.59.2")
        {
            Freezer = FreezerWords.Old,
            ExplainsAgentErrors = false,
            AgentTimeout = TimeSpan.FromSeconds(5),
            MigrationRefusal = null,
            SubresourceErrorsSayWhy = false,
            EmitsFreezeError = false,
        },
        new("1.5.1") { Freezer = FreezerWords.Old, AgentTimeout = TimeSpan.FromSeconds(5) },
        new("1.5.3") { AgentTimeout = TimeSpan.FromSeconds(5) },
        new("1.6.3"),
        new("1.6.5") { PreHookTimeout = "60s", FreezeTimeout = TimeSpan.FromSeconds(60) },
        new("1.6.6") { PreHookTimeout = "60s", FreezeTimeout = TimeSpan.FromSeconds(60), KnowsSkip = true, SyncsRunningPods = true },
        new("1.7.2") { PreHookTimeout = "60s", FreezeTimeout = TimeSpan.FromSeconds(60), LabelsPodWithId = true },
        new("1.7.4") { PreHookTimeout = "60s", FreezeTimeout = TimeSpan.FromSeconds(60), KnowsSkip = true, SyncsRunningPods = true, LabelsPodWithId = true },
        Since18,
        Since18 with { Version = "1.9.0", Backups = MachineBackupApi.TellsQuiesced },
    ];

    /// <summary>A full version, or a minor one, which means its latest row; a leading v is allowed. Null when there is no such row.</summary>
    public static KubeVirtRelease? Find(string version)
    {
        var wanted = version.TrimStart('v');
        return All.LastOrDefault(row => row.Version == wanted || row.Version.StartsWith($"{wanted}.", StringComparison.Ordinal));
    }
}

/// <summary>What a VirtualMachineBackup says of the guest.</summary>
internal enum MachineBackupApi
{
    /// <summary>There is no such kind.</summary>
    None,

    /// <summary>Only that a freeze failed, in a text; since 1.8.</summary>
    OnlyWarns,

    /// <summary>What became of the freeze, in the condition Quiesced; since 1.9.</summary>
    TellsQuiesced,
}
