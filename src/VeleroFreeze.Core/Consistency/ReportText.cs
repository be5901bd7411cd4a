namespace VeleroFreeze.Core.Consistency;

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

    /// <summary>One sentence for <c>velero backup describe</c>.</summary>
    public static string Summary(ConsistencyReport report) => Label(report.Verdict);
}
