using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>How the Velero server was started.</summary>
internal sealed record RunSettings(VeleroVersion Version)
{
    public bool LogsJson { get; init; }

    /// <summary>The actions of kubevirt-velero-plugin are installed.</summary>
    public bool HasKubeVirtPlugin { get; init; }

    public Severity MinimumLevel { get; init; } = Severity.Info;
}
