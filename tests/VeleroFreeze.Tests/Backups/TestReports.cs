using System.Text;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Tests.Backups;

/// <summary>Reports as a judge could have made them.</summary>
internal static class TestReports
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static ConsistencyReport Of(params VirtualMachineReport[] machines) => new(
        new BackupSummary("velero", "nightly", "uid-1", "Completed", Start, Start.AddMinutes(1), 4, 0),
        machines.Length == 0 ? Verdict.NotApplicable : machines.Max(machine => machine.Verdict),
        machines.All(machine => machine.Policy != FreezePolicy.Required || machine.Verdict <= Verdict.OfflineConsistent),
        machines,
        new EvidenceStates(ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete));

    public static VirtualMachineReport Machine(
        Verdict verdict, FreezePolicy policy = FreezePolicy.Required, ReasonCode reason = ReasonCode.Frozen, string message = "because") => new(
        "shop",
        "db",
        policy,
        verdict,
        [reason],
        message,
        "virt-launcher-db-abcde",
        verdict == Verdict.FileSystemConsistent ? new FreezeReport(Start.AddSeconds(1), Start.AddSeconds(2), Start.AddSeconds(7), 300) : null,
        [new VolumeReport("root", CaptureMethod.CsiSnapshot, Start.AddSeconds(3), Start.AddSeconds(4), verdict == Verdict.FileSystemConsistent)]);

    public static ConsistencyReport WithLog(this ConsistencyReport report, ArtifactState log) => report with { Evidence = report.Evidence with { Log = log } };

    public static KubernetesObject Backup(string label = "", string annotation = "") => KubernetesObject.Parse(Encoding.UTF8.GetBytes(
        $$"""
        {"apiVersion":"velero.io/v1","kind":"Backup","metadata":{"name":"nightly","namespace":"velero","uid":"uid-1","resourceVersion":"7",
        "creationTimestamp":"2026-11-21T11:59:59Z","labels":{"velerofreeze.io/consistency":"{{label}}"},"annotations":{"velerofreeze.io/summary":"{{annotation}}"} },
        "spec":{},"status":{"phase":"Completed","completionTimestamp":"2026-11-21T12:01:00Z"} }
        """));
}
