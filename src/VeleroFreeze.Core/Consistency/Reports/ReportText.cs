using System.Text;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>A report in words.</summary>
public static class ReportText
{
    /// <summary>Bytes of UTF-8 that the summary annotation has at most.</summary>
    public const int MaxSummaryBytes = 512;

    /// <summary>The verdict as a label value.</summary>
    public static string Label(Verdict verdict) => verdict switch
    {
        Verdict.FileSystemConsistent => "file-system-consistent",
        Verdict.OfflineConsistent => "offline-consistent",
        Verdict.CrashConsistent => "crash-consistent",
        Verdict.Partial => "partial",
        Verdict.NotCovered => "not-covered",
        Verdict.NotApplicable => "not-applicable",
        _ => "unverified",
    };

    /// <summary>One sentence for <c>velero backup describe</c>: the verdict, how many VMs are fine, and as many of the others as fit, worst first.</summary>
    public static string Summary(ConsistencyReport report)
    {
        var opted = report.VirtualMachines.Where(machine => machine.Policy is FreezePolicy.Required or FreezePolicy.Preferred).ToList();
        var bad = opted.Where(machine => !IsGood(machine.Verdict)).OrderByDescending(machine => machine.Verdict).ToList();
        return opted.Count == 0
            ? $"{Label(report.Verdict)}: {NoneOptedIn(report)}"
            : Append($"{Label(report.Verdict)}: {Counted(opted, opted.Count - bad.Count)}", bad);
    }

    private static string NoneOptedIn(ConsistencyReport report) =>
        report.Verdict == Verdict.NotApplicable ? "no VM in this backup is opted in"
        : BackupPhases.WhyOpen(report.Backup) is { } open ? $"the backup is not known to be over ({open})"
        : "nothing that tells which VMs are in this backup could be read";

    private static bool IsGood(Verdict verdict) => verdict is Verdict.FileSystemConsistent or Verdict.OfflineConsistent;

    private static string Counted(List<VirtualMachineReport> opted, int good)
    {
        var offline = opted.Exists(machine => machine.Verdict == Verdict.OfflineConsistent) ? " or offline-consistent" : "";
        return $"{good} of {opted.Count} opted-in {(opted.Count == 1 && good == 1 ? "VM" : "VMs")} {(good == 1 ? "is" : "are")} file-system-consistent{offline}";
    }

    private static string Append(string text, List<VirtualMachineReport> bad)
    {
        for (var i = 0; i < bad.Count; i++)
        {
            var longer = $"{text}; {Entry(bad[i])}";
            if (Encoding.UTF8.GetByteCount(longer + More(bad.Count - i - 1)) > MaxSummaryBytes)
            {
                return text + More(bad.Count - i);
            }

            text = longer;
        }

        return text;
    }

    private static string Entry(VirtualMachineReport machine) =>
        $"{machine.Namespace}/{machine.Name} is {Label(machine.Verdict)} ({string.Join(", ", machine.Reasons)})";

    private static string More(int count) => count == 0 ? "" : $"; and {count} more";
}
