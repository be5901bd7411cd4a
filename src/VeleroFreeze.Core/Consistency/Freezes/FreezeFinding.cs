using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>What the hooks prove about a VM's freeze.</summary>
internal abstract record FreezeFinding
{
    private FreezeFinding()
    {
    }

    /// <summary>The pre hook that was judged; null when none was.</summary>
    public HookExecution? Asked { get; init; }

    /// <summary>Frozen; more than once if there are several windows.</summary>
    /// <param name="Windows">In the order of the log, never empty.</param>
    /// <param name="Standing">What is to be said along with the verdict, such as a thaw that failed.</param>
    /// <param name="VssThawed">Windows had thawed by itself before the thaw came.</param>
    internal sealed record Attested(IReadOnlyList<FreezeWindow> Windows, IReadOnlyList<ReasonCode> Standing, bool VssThawed) : FreezeFinding;

    /// <summary>Known not to have been frozen.</summary>
    internal sealed record NotFrozen(ReasonCode Reason, string? Cause = null) : FreezeFinding;

    /// <summary>It cannot be told.</summary>
    internal sealed record Unclear(ReasonCode Reason, string Why) : FreezeFinding;
}
