using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Cli.Verify;

/// <summary>The answer as an exit code.</summary>
internal static class VerifyExit
{
    /// <param name="report">The verdict.</param>
    /// <param name="requireAll">Every VM that opted in counts as <c>required</c>.</param>
    public static int CodeOf(ConsistencyReport report, bool requireAll)
    {
        var verdicts = report.VirtualMachines.Where(machine => Counts(machine.Policy, requireAll)).Select(machine => machine.Verdict).ToList();
        return verdicts switch
        {
            _ when verdicts.Any(IsKnownBad) => ExitCode.No,
            _ when verdicts.Contains(Verdict.Unverified) => ExitCode.CannotTell,
            // Nobody was found who might have a claim: without the log that is no answer.
            [] when report.Verdict == Verdict.Unverified || (report.VirtualMachines.Count == 0 && report.Evidence.Log != ArtifactState.Complete) => ExitCode.CannotTell,
            _ => ExitCode.Fine,
        };
    }

    private static bool Counts(FreezePolicy policy, bool requireAll) => policy == FreezePolicy.Required || (requireAll && policy == FreezePolicy.Preferred);

    private static bool IsKnownBad(Verdict verdict) => verdict is Verdict.CrashConsistent or Verdict.Partial or Verdict.NotCovered;
}
