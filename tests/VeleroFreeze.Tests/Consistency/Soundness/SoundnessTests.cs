using System.Collections.Concurrent;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Tests.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>Whole backups, judged and held against what the guests themselves know: the second promise as a test.</summary>
public sealed class SoundnessTests(ITestOutputHelper output)
{
    /// <summary>Rows in which a fact is missing or changes under the backup, so that not to tell is the right answer.</summary>
    private static readonly Row[] Open =
    [
        Row.GuestSystemNotTold, Row.StoppedMeanwhile, Row.StartedMeanwhile, Row.StartedAndStoppedMeanwhile, Row.KubeVirtDataMoverThatSaysNothing,
        // Nobody answered the thaw, so that nobody knows whether it was the same instance.
        Row.ThawFails,
    ];

    /// <summary>200,000 histories with <c>VELEROFREEZE_PROPERTY_CASES=4</c>.</summary>
    [Fact]
    public async Task No_verdict_says_consistent_where_the_guest_knows_better_and_hardly_any_is_left_open()
    {
        var verdicts = new ConcurrentDictionary<(Row Row, Verdict Verdict), int>();
        var kept = new ConcurrentDictionary<(Keeping Row, Verdict Verdict), int>();
        var lies = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, PropertyCases.Count(50_000), async (seed, _) =>
        {
            var history = new History(seed);
            var report = await history.JudgeAsync();
            foreach (var vm in history.Vms)
            {
                var judged = report.VirtualMachines.Single(found => found.Name == vm.Name);
                kept.AddOrUpdate((history.Keeping, judged.Verdict), 1, (_, n) => n + 1);
                if (history.IsPlain)
                {
                    verdicts.AddOrUpdate((vm.Row, judged.Verdict), 1, (_, n) => n + 1);
                }

                if (history.IsHeld(vm) && IsLie(judged.Verdict, vm))
                {
                    lies.Add($"seed {seed}, {vm.Name}: {judged.Verdict}, {vm.Row} ({history})");
                }
            }
        });

        Print(verdicts);
        Print(kept);
        lies.ShouldBeEmpty();
        var told = verdicts.Where(entry => !Open.Contains(entry.Key.Row)).ToList();
        var unverified = told.Where(entry => entry.Key.Verdict == Verdict.Unverified).Sum(entry => entry.Value);
        (unverified / (double)told.Sum(entry => entry.Value)).ShouldBeLessThan(0.01, "all evidence was there");
    }

    [Fact]
    public async Task Whatever_is_lost_no_verdict_says_consistent_where_the_guest_knows_better()
    {
        var lies = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, PropertyCases.Count(20_000), async (seed, _) =>
        {
            var history = new History(seed, isLossy: true);
            var report = await history.JudgeAsync();
            foreach (var vm in history.Vms)
            {
                if (report.VirtualMachines.FirstOrDefault(found => found.Name == vm.Name) is { } judged && history.IsHeld(vm) && IsLie(judged.Verdict, vm))
                {
                    lies.Add($"seed {seed}, {vm.Name}: {judged.Verdict}, {vm.Row} ({history})");
                }
            }
        });

        lies.ShouldBeEmpty();
    }

    /// <summary>Histories that were once called consistent against the truth.</summary>
    [Theory]
    [InlineData(11131, true)]
    [InlineData(15587, true)]
    [InlineData(17840, true)]
    [InlineData(22553, true)]
    [InlineData(28383, true)]
    [InlineData(34708, true)]
    [InlineData(50849, true)]
    [InlineData(53247, true)]
    [InlineData(57249, true)]
    [InlineData(103784, false)]
    [InlineData(168444, false)]
    [InlineData(11919, false)]
    [InlineData(26906, false)]
    [InlineData(27364, false)]
    [InlineData(31358, false)]
    [InlineData(42710, false)]
    public async Task A_history_that_was_once_called_consistent_is_so_no_more(int seed, bool isLossy)
    {
        var history = new History(seed, isLossy);
        var report = await history.JudgeAsync();
        history.Vms.Where(vm => history.IsHeld(vm) && IsLie(report.VirtualMachines.Single(judged => judged.Name == vm.Name).Verdict, vm)).ShouldBeEmpty(history.ToString());
    }

    private static bool IsLie(Verdict verdict, PlayedVm vm) => verdict switch
    {
        Verdict.FileSystemConsistent => !vm.IsTrulyFrozen,
        Verdict.OfflineConsistent => !vm.IsTrulyOffline,
        _ => false,
    };

    private void Print<T>(ConcurrentDictionary<(T Row, Verdict Verdict), int> verdicts)
        where T : struct, Enum
    {
        foreach (var row in verdicts.GroupBy(entry => entry.Key.Row).OrderBy(group => group.Key))
        {
            var shares = row.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key.Verdict} {entry.Value}");
            output.WriteLine($"{row.Key,-32} {string.Join(", ", shares)}");
        }
    }
}
