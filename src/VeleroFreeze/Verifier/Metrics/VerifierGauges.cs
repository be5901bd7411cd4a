using System.Diagnostics.Metrics;
using VeleroFreeze.Core.Consistency.Gauges;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Verifier.Metrics;

/// <summary>What Backups and VMs are like now; computed when somebody asks.</summary>
internal sealed class VerifierGauges
{
    private static readonly Verdict[] OfBackups = Enum.GetValues<Verdict>();
    private static readonly Verdict[] OfMachines = [.. OfBackups.Where(verdict => verdict != Verdict.NotApplicable)];

    private volatile GaugeState? _state;

    public VerifierGauges(Meter meter)
    {
        void Gauge(string name, string unit, string help, Func<GaugeState, IEnumerable<Measurement<double>>> observe) =>
            meter.CreateObservableGauge($"velerofreeze.{name}", () => _state is { IsComplete: true } state ? observe(state) : [], unit, help);

        Gauge("backup_last_hooks_attempted", "{hook}", "Hooks that Velero ran in the newest judged Backup of a schedule.", Schedules(row => row.Newest.HooksAttempted));
        Gauge("backup_last_hooks_failed", "{hook}", "Hooks that Velero counted as failed there.", Schedules(row => row.Newest.HooksFailed));
        Gauge("backup_last_policy_met", "", "1 when every required VM in it is file-system-consistent or offline-consistent, else 0.", Schedules(row => row.Newest.PolicyMet ? 1 : 0));
        Gauge("backup_last_verdict", "", "1 for the verdict of the newest judged Backup of a schedule, 0 for the others.", BackupVerdicts);
        Gauge("vm_last_backup_verdict", "", "1 for the verdict of an opted-in VM's newest judged backup, 0 for the others.", MachineVerdicts);
        Gauge("vm_last_consistent_backup_timestamp", "s", "When the newest consistent backup of an opted-in VM started, in seconds since 1970; 0 without one.", LastConsistent);
        Gauge("backups_awaiting_verdict", "{backup}", "Backups that are over and have no verdict yet.", static state => [new(state.Awaiting())]);
        Gauge("vm_injection_missing", "", "1 when a VM asks to be frozen and its template has no hooks, 0 when it has.", Injections);
    }

    public void Show(GaugeState? state) => _state = state;

    private static Func<GaugeState, IEnumerable<Measurement<double>>> Schedules(Func<ScheduleRow, int?> value) => state =>
        from row in state.Rows().Schedules
        let number = value(row)
        where number is not null
        select new Measurement<double>(number.Value, Schedule(row));

    private static IEnumerable<Measurement<double>> BackupVerdicts(GaugeState state) =>
        from row in state.Rows().Schedules
        from verdict in OfBackups
        select new Measurement<double>(row.Newest.Verdict == verdict ? 1 : 0, Schedule(row), Label("verdict", ReportText.Label(verdict)));

    private static IEnumerable<Measurement<double>> MachineVerdicts(GaugeState state) =>
        from row in state.Rows().Machines
        where row.Newest is not null
        from verdict in OfMachines
        select new Measurement<double>(
            row.Newest!.Value.Verdict == verdict ? 1 : 0,
            [.. Machine(row.Key), Label("policy", KebabCase.Of(row.Newest.Value.Policy)), Label("verdict", ReportText.Label(verdict))]);

    private static IEnumerable<Measurement<double>> LastConsistent(GaugeState state) =>
        state.Rows().Machines.Select(row => new Measurement<double>(row.LastConsistentAt?.ToUnixTimeSeconds() ?? 0, Machine(row.Key)));

    private static IEnumerable<Measurement<double>> Injections(GaugeState state) =>
        state.Machines.Injections().Select(machine => new Measurement<double>(machine.IsMissing ? 1 : 0, Machine(machine.Key)));

    private static KeyValuePair<string, object?> Schedule(ScheduleRow row) => Label("schedule", row.Schedule);

    private static KeyValuePair<string, object?>[] Machine(VirtualMachineKey key) => [Label("namespace", key.Namespace), Label("name", key.Name)];

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
