using System.Text;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Tests.Backups;
using VeleroFreeze.Tests.Support;
using VeleroFreeze.Verifier.Metrics;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Tests.Verifier.Gauges;

public class GaugeStateTests
{
    private readonly SeenBackups _seen = new();
    private readonly FakeTimeProvider _time = new() { Wall = new DateTimeOffset(2026, 11, 21, 13, 0, 0, TimeSpan.Zero) };
    private readonly GaugeState _state;

    public GaugeStateTests() => _state = new GaugeState(_seen, new WatchedMachines(), TimeSpan.FromHours(24), _time);

    [Fact]
    public void Nothing_is_shown_before_every_Backup_of_the_first_list_was_looked_at()
    {
        SettleMachines();
        var (first, second) = (See("one"), See("two"));
        _state.Looked(first, TestReports.Of());
        _state.IsComplete.ShouldBeFalse();
        _state.Listed();
        _state.IsComplete.ShouldBeFalse();
        _state.Rows().Schedules.ShouldBeEmpty();
        _state.Looked(second, null);
        _state.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_shown_before_the_VMs_are_known()
    {
        _state.Listed();
        _state.Machines.MachinesListed();
        _state.IsComplete.ShouldBeFalse();
        _state.Machines.NamespacesListed();
        _state.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_Backup_that_goes_while_it_is_waited_for_is_not_waited_for()
    {
        SettleMachines();
        See("one");
        _state.Listed();
        _state.Forget("one");
        _state.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void A_report_goes_with_its_Backup()
    {
        SettleMachines();
        _state.Listed();
        var report = TestReports.Of();
        _state.Looked(See("uid-1"), report);
        _state.Rows().Schedules.Count.ShouldBe(1);
        _seen.Remove("uid-1");
        _state.Rows().Schedules.ShouldBeEmpty();
    }

    [Fact]
    public void Backups_that_ended_before_anyone_looks_back_await_no_verdict()
    {
        See("recent", ended: "2026-11-21T12:01:00Z");
        See("expired", ended: "2026-11-01T12:01:00Z");
        See("running", phase: "InProgress");
        _state.Awaiting().ShouldBe(1);
    }

    [Theory]
    [InlineData("required", null, "", true)]
    [InlineData("required", null, Hooks, false)]
    [InlineData(null, "preferred", "", true)]
    [InlineData("disabled", "required", "", null)]
    [InlineData(null, null, "", null)]
    [InlineData("nonsense", "required", "", null)]
    public void A_VM_that_asks_and_has_no_hooks_is_found(string? label, string? namespaceLabel, string annotations, bool? isMissing)
    {
        _state.Machines.UpsertNamespace(Object($$"""{"metadata":{"name":"shop"{{Labels(namespaceLabel)}} } }"""));
        _state.Machines.UpsertMachine(Object(
            $$"""{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"db","namespace":"shop"{{Labels(label)}} },"spec":{"template":{"metadata":{"annotations":{ {{annotations}} } },"spec":{} } } }"""));
        _state.Machines.Injections().Select(machine => machine.IsMissing).ShouldBe(isMissing is { } found ? [found] : []);
        _state.Machines.RemoveMachine(new ObjectKey("shop", "db"));
        _state.Machines.Injections().ShouldBeEmpty();
    }

    [Fact]
    public void VMs_that_may_not_be_read_are_not_taken_for_deleted()
    {
        _state.Machines.MachinesListed();
        _state.Machines.NamespacesListed(isRefused: true);
        _state.Machines.Policies().ShouldBeNull();
        _state.Machines.NamespacesListed();
        _state.Machines.Policies().ShouldNotBeNull();
    }

    private const string Hooks = """
        "pre.hook.backup.velero.io/command":"[\"/usr/bin/virt-freezer\", \"--freeze\", \"--name\", \"db\", \"--namespace\", \"shop\"]","post.hook.backup.velero.io/command":"[\"/usr/bin/virt-freezer\", \"--unfreeze\", \"--name\", \"db\", \"--namespace\", \"shop\"]"
        """;

    private void SettleMachines()
    {
        _state.Machines.MachinesListed();
        _state.Machines.NamespacesListed();
    }

    private SeenBackup See(string uid, string phase = "Completed", string ended = "2026-11-21T12:01:00Z") => _seen.Upsert(Object(
        $$"""{"metadata":{"name":"{{uid}}","namespace":"velero","uid":"{{uid}}","creationTimestamp":"2026-11-01T00:00:00Z"},"status":{"phase":"{{phase}}","completionTimestamp":"{{ended}}"} }"""));

    private static string Labels(string? freeze) => freeze is null ? "" : $$""","labels":{"velerofreeze.io/freeze":"{{freeze}}"}""";

    private static KubernetesObject Object(string json) => KubernetesObject.Parse(Encoding.UTF8.GetBytes(json));
}
