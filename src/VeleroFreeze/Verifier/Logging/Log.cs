namespace VeleroFreeze.Verifier.Logging;

/// <summary>Everything the verifier ever logs. Never a URL, a manifest or a server's raw answer.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "started cluster={Cluster} veleroNamespaces={VeleroNamespaces} namespace={Namespace} probe={Probe}")]
    public static partial void Started(ILogger log, string cluster, string veleroNamespaces, string @namespace, string probe);

    [LoggerMessage(2, LogLevel.Information, "leading identity={Identity}")]
    public static partial void Leading(ILogger log, string identity);

    [LoggerMessage(3, LogLevel.Information, "no longer leading identity={Identity}")]
    public static partial void NoLongerLeading(ILogger log, string identity);

    [LoggerMessage(4, LogLevel.Warning, "leader election: {Problem}")]
    public static partial void ElectionProblem(ILogger log, string problem);

    [LoggerMessage(5, LogLevel.Warning, "watching Backups: {Problem}")]
    public static partial void WatchProblem(ILogger log, string problem);

    [LoggerMessage(6, LogLevel.Information, "watching Backups veleroNamespace={VeleroNamespace} count={Count}")]
    public static partial void Synced(ILogger log, string veleroNamespace, int count);

    [LoggerMessage(7, LogLevel.Information, "recorded the cluster backup={Backup} uid={Uid} when={When} virtualMachines={VirtualMachines} bytes={Bytes}")]
    public static partial void Recorded(ILogger log, string backup, string uid, string when, int virtualMachines, int bytes);

    [LoggerMessage(8, LogLevel.Information, "verdict backup={Backup} uid={Uid} phase={Phase} verdict={Verdict} policyMet={PolicyMet} virtualMachines={VirtualMachines} log={LogState}")]
    public static partial void Judged(ILogger log, string backup, string uid, string phase, string verdict, bool policyMet, int virtualMachines, string logState);

    [LoggerMessage(9, LogLevel.Warning, "evidence backup={Backup} artifacts={Artifacts} outcome={Outcome}: {Problem}")]
    public static partial void EvidenceProblem(ILogger log, string backup, string artifacts, string outcome, string problem);

    [LoggerMessage(10, LogLevel.Warning, "backup={Backup} is looked at again in {Wait}: {Problem}")]
    public static partial void LookedAtAgain(ILogger log, string backup, string wait, string problem);

    [LoggerMessage(11, LogLevel.Error, "fault backup={Backup} type={Type} at={Stack}")]
    public static partial void Fault(ILogger log, string backup, string type, string stack);

    [LoggerMessage(12, LogLevel.Information, "removed the report of a deleted Backup uid={Uid}")]
    public static partial void Removed(ILogger log, string uid);

    [LoggerMessage(13, LogLevel.Warning, "no event on virtualMachine={VirtualMachine}: {Problem}")]
    public static partial void EventProblem(ILogger log, string virtualMachine, string problem);

    [LoggerMessage(14, LogLevel.Information, "stopping after {Signal}")]
    public static partial void Stopping(ILogger log, string signal);

    [LoggerMessage(15, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(16, LogLevel.Warning, "watching {Kind}: {Problem}")]
    public static partial void OtherWatchProblem(ILogger log, string kind, string problem);

    [LoggerMessage(17, LogLevel.Warning, "backup={Backup} VirtualMachineBackups cannot be read: {Problem}")]
    public static partial void MachineBackupProblem(ILogger log, string backup, string problem);
}
