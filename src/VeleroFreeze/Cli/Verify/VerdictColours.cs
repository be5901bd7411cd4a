using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Cli.Verify;

/// <summary>Colours for people at a terminal; the words say the same without them.</summary>
internal static class VerdictColours
{
    public static string Paint(string text, Verdict verdict, bool hasColours) => hasColours ? $"\u001b[{Code(verdict)}m{text}\u001b[0m" : text;

    private static int Code(Verdict verdict) => verdict switch
    {
        Verdict.FileSystemConsistent or Verdict.OfflineConsistent => 32,
        Verdict.Unverified or Verdict.NotApplicable => 33,
        _ => 31,
    };
}
