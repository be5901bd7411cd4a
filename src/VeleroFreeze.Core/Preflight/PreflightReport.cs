using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Checks that are about one thing.</summary>
/// <param name="Name">Such as <c>velero</c>, or the VM.</param>
/// <param name="Machine">The VM; null for the cluster's own checks.</param>
/// <param name="Results">In the order of the table.</param>
public sealed record CheckGroup(string Name, VirtualMachineKey? Machine, IReadOnlyList<CheckResult> Results)
{
    public static CheckGroup Of(string name, params IEnumerable<CheckResult?> results) => new(name, null, [.. results.OfType<CheckResult>()]);

    public static CheckGroup Of(VirtualMachineKey machine, params IEnumerable<CheckResult?> results) =>
        new(machine.ToString(), machine, [.. results.OfType<CheckResult>()]);
}

/// <summary>All that was checked.</summary>
/// <param name="Groups">The cluster's first, then a VM each.</param>
/// <param name="NotOptedIn">VMs that nobody asked to be frozen and that were passed over.</param>
public sealed record PreflightReport(IReadOnlyList<CheckGroup> Groups, int NotOptedIn)
{
    public IEnumerable<CheckResult> Results => Groups.SelectMany(group => group.Results);

    /// <summary>The worst that decides: a warning never does, nor what cannot be told of a check that only warns.</summary>
    public CheckStatus Status =>
        Results.Any(result => result.Status == CheckStatus.Failed) ? CheckStatus.Failed
        : Results.Any(result => result is { Status: CheckStatus.Unknown, Check.Severity: CheckSeverity.Error }) ? CheckStatus.Unknown
        : CheckStatus.Ok;
}
