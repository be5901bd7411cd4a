using System.Security.Cryptography;
using System.Text;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Verifier.Records;

/// <summary>Names that follow from what is said, so that whoever says it a second time finds it there.</summary>
internal static class VerdictIdentity
{
    /// <summary>Of a whole report.</summary>
    public static string Of(ConsistencyReport report) => Hash(ReportJson.Write(report));

    /// <summary>Of one VM's verdict about one Backup: the same verdict is the same event, whatever else the report says.</summary>
    public static string EventName(ConsistencyReport report, VirtualMachineReport machine) =>
        $"velerofreeze-{Hash(Encoding.UTF8.GetBytes($"{report.Backup.Uid}\n{machine.Key}\n{machine.Verdict}"))}";

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 10));
}
