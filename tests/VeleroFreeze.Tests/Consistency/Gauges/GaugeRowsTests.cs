using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Consistency.Gauges;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Consistency.Gauges;

public class GaugeRowsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private static readonly VirtualMachineKey Db = new("shop", "db");
    private static readonly VirtualMachineKey Web = new("shop", "web");

    [Fact]
    public void A_schedule_shows_its_newest_backup_whichever_came_last()
    {
        var rows = GaugeRows.Of([Backup("c", "nightly", 3), Backup("a", "nightly", 1), Backup("b", "weekly", 2)], Everything);
        rows.Schedules.Select(row => $"{row.Schedule} {row.Newest.Uid}").ShouldBe(["nightly c", "weekly b"]);
    }

    [Fact]
    public void A_VM_shows_its_newest_verdict_of_whatever_schedule()
    {
        var rows = GaugeRows.Of([Backup("a", "nightly", 1, Good(Db)), Backup("b", "", 2, Bad(Db)), Backup("c", "weekly", 3, Bad(Web))], Everything);
        rows.Machines.Select(row => $"{row.Key} {row.Newest?.Verdict}").ShouldBe(["shop/db CrashConsistent", "shop/web CrashConsistent"]);
        rows.Machines[0].LastConsistentAt.ShouldBe(Start.AddHours(1));
        rows.Machines[1].LastConsistentAt.ShouldBeNull();
    }

    [Fact]
    public void An_offline_backup_is_a_consistent_one() =>
        GaugeRows.Of([Backup("a", "", 1, new JudgedMachine(Db, FreezePolicy.Required, Verdict.OfflineConsistent))], Everything)
            .Machines[0].LastConsistentAt.ShouldBe(Start.AddHours(1));

    [Fact]
    public void A_deleted_VM_shows_nothing() =>
        GaugeRows.Of([Backup("a", "", 1, Bad(Db), Good(Web))], new Dictionary<VirtualMachineKey, FreezePolicy> { [Web] = FreezePolicy.Required })
            .Machines.Select(row => row.Key).ShouldBe([Web]);

    [Fact]
    public void A_VM_that_opted_out_shows_nothing() =>
        GaugeRows.Of([Backup("a", "", 1, Bad(Db))], new Dictionary<VirtualMachineKey, FreezePolicy> { [Db] = FreezePolicy.Disabled, [Web] = FreezePolicy.None })
            .Machines.ShouldBeEmpty();

    [Fact]
    public void An_opted_in_VM_in_no_backup_is_there_without_a_verdict() => GaugeRows.Of([], Everything).Machines[0].ShouldBe(new MachineRow(Db, null, null));

    [Fact]
    public void A_backup_from_before_the_VM_opted_in_has_no_verdict_to_alert_on() =>
        GaugeRows.Of([Backup("a", "", 1, new JudgedMachine(Db, FreezePolicy.None, Verdict.CrashConsistent))], Everything).Machines[0].Newest.ShouldBeNull();

    [Fact]
    public void Where_VMs_may_not_be_read_the_reports_say_which_there_are() =>
        GaugeRows.Of([Backup("a", "", 1, Bad(Db), new JudgedMachine(Web, FreezePolicy.None, Verdict.CrashConsistent))], machines: null)
            .Machines.Select(row => row.Key).ShouldBe([Db]);

    [Fact]
    public void A_backup_that_never_started_counts_from_its_end()
    {
        var report = Tests.Backups.TestReports.Of();
        JudgedBackup.Of("nightly", report with { Backup = report.Backup with { StartTimestamp = null } }).TakenAt.ShouldBe(report.Backup.CompletionTimestamp!.Value);
    }

    [Fact]
    public void The_order_in_which_reports_come_changes_nothing_so_a_restart_shows_the_same()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var backups = Enumerable.Range(0, random.Next(12)).Select(i => Random(i, random)).ToArray();
            var machines = random.Next(2) == 0 ? Everything : null;
            var before = Text(GaugeRows.Of(backups, machines));
            random.Shuffle(backups);
            Text(GaugeRows.Of(backups, machines)).ShouldBe(before);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(1_000)), property);
    }

    private static Dictionary<VirtualMachineKey, FreezePolicy> Everything { get; } = new() { [Db] = FreezePolicy.Required, [Web] = FreezePolicy.Preferred };

    /// <summary>Few moments and few names, so that ties and overlaps are common.</summary>
    private static JudgedBackup Random(int uid, Random random) => Backup(
        $"uid-{uid}",
        random.Next(3) switch { 0 => "", 1 => "nightly", _ => "weekly" },
        random.Next(4),
        [.. new[] { Db, Web }.Where(_ => random.Next(2) == 0).Select(key => new JudgedMachine(key, (FreezePolicy)random.Next(4), (Verdict)random.Next(6)))]);

    private static JudgedBackup Backup(string uid, string schedule, int hour, params JudgedMachine[] machines) =>
        new(uid, schedule, Start.AddHours(hour), Verdict.CrashConsistent, PolicyMet: false, 2, 0, machines);

    private static JudgedMachine Good(VirtualMachineKey key) => new(key, FreezePolicy.Required, Verdict.FileSystemConsistent);

    private static JudgedMachine Bad(VirtualMachineKey key) => new(key, FreezePolicy.Required, Verdict.CrashConsistent);

    private static string Text(GaugeRows rows) => string.Join('\n', [.. rows.Schedules.Select(row => $"{row.Schedule} {row.Newest.Uid}"), .. rows.Machines.Select(row => row.ToString())]);
}
