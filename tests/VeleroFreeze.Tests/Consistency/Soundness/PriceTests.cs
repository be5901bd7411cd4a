using System.Collections.Concurrent;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Sandbox.Velero;
using VeleroFreeze.Tests.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What the second promise costs: how many healthy VMs are called consistent in the noise of the field.</summary>
public sealed class PriceTests(ITestOutputHelper output)
{
    /// <summary>
    /// Printed, and not counted. Windows thaws ten seconds after its freeze, and Velero looks for a snapshot every five, so that the evidence of a second disk comes too late.
    /// A file copy's times are the node's, so that one which ends within five seconds of the thaw is not placed.
    /// </summary>
    private static readonly Row[] NotCounted = [Row.WindowsInTime, Row.FileSystemCopy];

    public static TheoryData<string, int> Servers => new()
    {
        { "1.14", 1 }, { "1.18", 1 }, { "1.18", 2 }, { "1.18", 4 }, { "1.19", 1 }, { "1.19", 2 }, { "1.19", 4 },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_a_hundred_healthy_vms_ninety_nine_are_consistent(string velero, int workers)
    {
        var found = new ConcurrentDictionary<(Row Row, string Outcome), int>();
        var seeds = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, PropertyCases.Count(2_000), async (seed, _) =>
        {
            var backup = new FieldBackup(seed, VeleroVersion.Find(velero)!, workers);
            var (facts, report) = await backup.JudgeAsync();
            foreach (var vm in backup.Vms)
            {
                var judged = report.VirtualMachines.Single(machine => machine.Name == vm.Name);
                var outcome = !vm.IsTrulyFrozen ? "(not frozen)" : !FieldBackup.IsWatched(vm, facts) ? "(not watched)" : Outcome(judged);
                found.AddOrUpdate((vm.Row, outcome), 1, (_, n) => n + 1);
                if (outcome.Contains(':', StringComparison.Ordinal) && !NotCounted.Contains(vm.Row))
                {
                    seeds.Add($"seed {seed}, {vm.Name}, {vm.Row}: {outcome}: {judged.Message}");
                }
            }
        });

        Print(velero, workers, found);
        var healthy = found.Where(entry => !entry.Key.Outcome.StartsWith('(') && !NotCounted.Contains(entry.Key.Row)).ToList();
        var good = healthy.Where(entry => entry.Key.Outcome == "good").Sum(entry => entry.Value);
        (good / (double)healthy.Sum(entry => entry.Value)).ShouldBeGreaterThanOrEqualTo(0.99, string.Join('\n', seeds.Take(40)));
    }

    private static string Outcome(VirtualMachineReport judged) =>
        judged.Verdict == Verdict.FileSystemConsistent ? "good" : $"{judged.Verdict}: {string.Join(' ', judged.Reasons)}";

    private void Print(string velero, int workers, ConcurrentDictionary<(Row Row, string Outcome), int> found)
    {
        foreach (var row in found.GroupBy(entry => entry.Key.Row).OrderBy(group => group.Key))
        {
            output.WriteLine($"Velero {velero}, workers {workers}, {row.Key,-16} {string.Join(", ", row.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key.Outcome} {entry.Value}"))}");
        }
    }
}
