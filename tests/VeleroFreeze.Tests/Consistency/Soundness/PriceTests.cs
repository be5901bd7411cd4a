using System.Collections.Concurrent;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Tests.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What the second promise costs: how many healthy VMs are called consistent in the noise of the field.</summary>
public sealed class PriceTests(ITestOutputHelper output)
{
    /// <summary>
    /// Printed, and not counted. Windows thaws ten seconds after its freeze, and Velero looks for a snapshot every five, so that the evidence of a second disk comes too late.
    /// </summary>
    private static readonly Row[] NotCounted = [Row.WindowsInTime];

    private static readonly int[] Workers = [1, 2, 4];

    /// <summary>Every release, and more workers where it has them.</summary>
    public static TheoryData<string, int> Servers
    {
        get
        {
            var servers = new TheoryData<string, int>();
            foreach (var velero in VeleroVersion.All)
            {
                foreach (var workers in Workers.Where(workers => workers == 1 || velero.HasItemBlocks))
                {
                    servers.Add(velero.Name, workers);
                }
            }

            return servers;
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_a_hundred_healthy_vms_ninety_nine_are_consistent(string velero, int workers)
    {
        var found = new Found();
        await Parallel.ForAsync(0, PropertyCases.Count(1_500), async (seed, _) => await found.AddAsync(new FieldBackup(seed, VeleroVersion.Find(velero)!, workers), seed));
        Judge($"Velero {velero}, workers {workers}", found);
    }

    /// <summary>Two hours with one worker, and one VM after the other.</summary>
    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_a_thousand_vms_in_one_backup_ninety_nine_in_a_hundred_are_consistent(string velero, int workers)
    {
        var found = new Found();
        foreach (var seed in Enumerable.Range(0, 100).Where(seed => new FieldBackup(seed, VeleroVersion.Find(velero)!, workers, vms: 1).Vms[0].Row == Row.Healthy).Take(PropertyCases.Count(1)))
        {
            await found.AddAsync(new FieldBackup(seed, VeleroVersion.Find(velero)!, workers, vms: 1000), seed);
        }

        Judge($"Velero {velero}, workers {workers}, 1,000 VMs", found);
    }

    private void Judge(string server, Found found)
    {
        var healthy = found.Outcomes.Where(entry => !entry.Key.Outcome.StartsWith('(') && !NotCounted.Contains(entry.Key.Row)).ToList();
        var good = healthy.Where(entry => entry.Key.Outcome == "good").Sum(entry => entry.Value) / (double)healthy.Sum(entry => entry.Value);
        output.WriteLine($"{server}: {good:P2} of {healthy.Sum(entry => entry.Value)} healthy VMs are good");
        foreach (var row in found.Outcomes.GroupBy(entry => (entry.Key.Row, entry.Key.Lives)).OrderBy(group => group.Key))
        {
            output.WriteLine($"    {row.Key.Row,-16} {row.Key.Lives,-14} {string.Join(", ", row.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Key.Outcome} {entry.Value}"))}");
        }

        good.ShouldBeGreaterThanOrEqualTo(0.99, string.Join('\n', found.Lost.Take(40)));
    }

    /// <summary>What became of healthy VMs.</summary>
    private sealed class Found
    {
        public ConcurrentDictionary<(Row Row, FieldLives Lives, string Outcome), int> Outcomes { get; } = new();

        /// <summary>Of those that count, which were not good.</summary>
        public ConcurrentBag<string> Lost { get; } = [];

        public async Task AddAsync(FieldBackup backup, int seed)
        {
            var report = await backup.JudgeAsync();
            var judged = report.VirtualMachines.ToDictionary(machine => machine.Name);
            foreach (var vm in backup.Vms)
            {
                var outcome = !vm.IsTrulyFrozen ? "(not frozen)" : !backup.IsWatched(vm) ? "(not watched)" : Outcome(judged[vm.Name]);
                Outcomes.AddOrUpdate((vm.Row, backup.Lives, outcome), 1, (_, n) => n + 1);
                if (outcome.Contains(':', StringComparison.Ordinal) && !NotCounted.Contains(vm.Row))
                {
                    Lost.Add($"seed {seed}, {vm.Name}, {vm.Row}, {backup.Lives}: {outcome}: {judged[vm.Name].Message}");
                }
            }
        }

        private static string Outcome(VirtualMachineReport judged) =>
            judged.Verdict == Verdict.FileSystemConsistent ? "good" : $"{judged.Verdict}: {string.Join(' ', judged.Reasons)}";
    }
}
