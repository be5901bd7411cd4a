using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.Velero.Server;

/// <summary>How the Velero actor is started.</summary>
internal sealed record VeleroOptions
{
    public VeleroVersion Version { get; init; } = VeleroVersion.All[^1];

    /// <summary>Backup logs are JSON, one object a line, instead of text.</summary>
    public bool LogsJson { get; init; }

    /// <summary>The clock of backups, snapshots and URLs: the same as that of the guests, or the times of hooks mean nothing.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Decides about every name that is drawn.</summary>
    public int Seed { get; init; } = 1;

    public string Namespace { get; init; } = "velero";

    /// <summary>kubevirt-velero-plugin is installed: a VM leads to its VMI, launcher pod and claims.</summary>
    public bool HasKubeVirtPlugin { get; init; } = true;

    /// <summary>Starts the stand-in for a CSI driver too; without it, something else has to bind claims and take snapshots.</summary>
    public bool HasCsiDriver { get; init; } = true;

    /// <summary>What somebody who owns the object storage makes of a file, by its name; null leaves all as they are.</summary>
    public Func<string, byte[], byte[]>? Tamper { get; init; }

    /// <summary>How often things that have expired are looked for, in virtual time.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromMinutes(1);
}
