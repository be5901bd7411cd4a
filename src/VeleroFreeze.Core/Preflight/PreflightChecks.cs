using static VeleroFreeze.Core.Preflight.CheckSeverity;

namespace VeleroFreeze.Core.Preflight;

/// <summary>The table of all checks, in the order in which they are shown.</summary>
public static class PreflightChecks
{
    private static readonly List<PreflightCheck> Table = [];

    public static PreflightCheck KubeVirtRelease { get; } = Add("kubevirt-version", Warning,
        "Releases before 1.6.4 and 1.7.2 give a freeze 20 s and Velero 30 s; before 0.45 there are no hooks. A launcher pod with KubeVirt's own timeout of 60 s counts for more than the number. Not readable: `--kubevirt-version`.");

    public static PreflightCheck KubeVirtHooks { get; } = Add("kubevirt-hooks", Warning,
        "`kubevirt.io/skip-backup-hooks` on the KubeVirt resource takes KubeVirt's own hooks from every VM of the cluster.");

    public static PreflightCheck WrittenRelease { get; } = Add("webhook-kubevirt-version", Warning,
        "The webhook writes for another KubeVirt than runs here, or does not know which: then tuning does not act, or a key is written that KubeVirt does not know. The line to set is printed: the ConfigMap `velerofreeze-kubevirt` beside the webhook, which is read without a restart, or the flag where that is given.");

    public static PreflightCheck VeleroRelease { get; } = Add("velero-version", Warning,
        "1.14 and 1.15.0 thaw before file-level copies are done; releases before 1.13 count no hooks. Read from the tag of the Velero Deployment's image.");

    public static PreflightCheck KubeVirtPlugin { get; } = Add("kubevirt-velero-plugin", Warning,
        "Up to 0.9.0 with Velero 1.15 or newer, a backup by label that matches the VM but not its launcher pod takes snapshots without any hook: label the pods too (in the VM's template), or upgrade. The fix, an ItemBlockAction for VMs, came in July 2026 and is on release-v0.8 too, and in OADP 1.5.8: where it is, Velero's log says `Executing VMItemBlockAction GetRelatedItems`.");

    public static PreflightCheck SnapshotTimeout { get; } = Add("snapshot-timeout", Warning,
        "Velero may wait for one snapshot longer than a guest stays frozen: set `csiSnapshotTimeout` in the schedule below the automatic thaw of 300 s.");

    public static PreflightCheck WebhookRegistered { get; } = Add("webhook-registered", Warning,
        "No MutatingWebhookConfiguration with the paths `/mutate`, `/mutate/required` and `/mutate/preferred`: VMs get our hooks only by `velero-freeze inject`.");

    public static PreflightCheck WebhookFailsOpen { get; } = Add("webhook-fails-open", Warning,
        "`failurePolicy` must be `Ignore`: with `Fail` nobody can write a VM while the webhook is away.");

    public static PreflightCheck WebhookEndpoints { get; } = Add("webhook-endpoints", Warning,
        "No ready pod stands behind the webhook's Service: VMs are written without our hooks.");

    public static PreflightCheck WebhookAuthority { get; } = Add("webhook-authority", Error,
        "The `caBundle` is missing, expired or about to: the API server does not trust the webhook, and passes it over.");

    public static PreflightCheck WebhookAnswers { get; } = Add("webhook-answers", Warning,
        "The API server was asked to create a VM that opts in, as a dry run, and did not reach the webhook: VMs written now get no hooks. Look at the pods' logs and at what lies between (NetworkPolicy, certificate).");

    public static PreflightCheck WebhookCertificate { get; } = Add("webhook-certificate", Error,
        "The certificate that the webhook serves has expired, is about to, or is not one that the `caBundle` trusts. The webhook itself says so with its answer to the dry run; where it is registered by URL, and in a pod of the cluster, preflight connects to it and looks. Where neither is possible: `velero-freeze certs status`, which reads the Secrets.");

    public static PreflightCheck VerifierRights { get; } = Add("verifier-rights", Error,
        "Only with `--as-verifier`: a right the verifier needs is missing for whoever runs preflight.");

    public static PreflightCheck VmState { get; } = Add("vm-state", Warning,
        "A stopped VM needs no freeze. One that is starting cannot be frozen yet.");

    public static PreflightCheck VmNotPaused { get; } = Add("vm-not-paused", Error,
        "Freezing a paused guest does nothing, and since KubeVirt 1.5.2 the hook succeeds all the same: unpause it, or stop it.");

    public static PreflightCheck VmNotMigrating { get; } = Add("vm-not-migrating", Warning,
        "KubeVirt refuses to freeze a VM during its migration: let it end before the backup begins.");

    public static PreflightCheck AgentConnected { get; } = Add("agent-connected", Error,
        "Without a guest agent the hook succeeds and freezes nothing: install and start qemu-guest-agent in the guest.");

    public static PreflightCheck AgentVersion { get; } = Add("agent-version", Error,
        "An agent without a version counts as none. KubeVirt warns of one that lacks basic commands: update it.");

    public static PreflightCheck AgentCommands { get; } = Add("agent-commands", Error,
        "`guest-fsfreeze-freeze`, `-thaw` or `-status` is disabled in the guest: allow it where the agent is set up, in /etc/qemu/qemu-ga.conf or, on RHEL and its kin, in /etc/sysconfig/qemu-ga (see [examples](examples/README.md)).");

    public static PreflightCheck GuestThawed { get; } = Add("guest-thawed", Warning,
        "The guest reads frozen now: a backup is running, or a thaw was lost (`virtctl unfreeze` ends it).");

    public static PreflightCheck GuestKind { get; } = Add("guest-system", Warning,
        "On Windows, VSS thaws by itself after 10 s and takes each freeze for a full backup (VSS_BT_FULL), which may break the guest's own log or differential backups. Unknown counts as Windows when a backup is judged.");

    public static PreflightCheck HooksWritten { get; } = Add("injection", Error,
        "The label asks for hooks and the VM's template lacks them, or the label means nothing: write the VM again while the webhook runs, or use `velero-freeze inject`.");

    public static PreflightCheck HooksEffective { get; } = Add("hooks-effective", Error,
        "The launcher pod must carry a freeze and a thaw hook that call virt-freezer for this VM in the container `compute`. KubeVirt's own count.");

    public static PreflightCheck HooksAsAsked { get; } = Add("hooks-as-asked", Warning,
        "The launcher pod carries other hook values than the template asks for: older ones, until the VM is restarted, or KubeVirt's own, which cannot be tuned. Where KubeVirt's own do the same, that is fine.");

    public static PreflightCheck HooksLint { get; } = Add("hooks-lint", Error,
        "A hook annotation of the VM will not do what it says: `velero-freeze lint` explains each finding.");

    public static PreflightCheck PodInBackups { get; } = Add("pod-in-backups", Error,
        "`velero.io/exclude-from-backup=true` on the VM, its instance or its launcher pod: no hook runs.");

    public static PreflightCheck DisksInBackups { get; } = Add("disks-in-backups", Warning,
        "`velero.io/exclude-from-backup=true` on a claim: that disk is in no backup.");

    public static PreflightCheck DisksHotplugged { get; } = Add("disks-hotplugged", Warning,
        "A hotplugged disk belongs to another pod than the launcher, and is captured outside the freeze: stop the VM, and add the disk to its template.");

    public static PreflightCheck FreezeTime { get; } = Add("freeze-window", Error,
        "Velero takes about 5 s for each disk (1 s with CSI_SNAPSHOT_EARLY_FREQUENT_POLLING), one after the other; together that is longer than the guest stays frozen.");

    public static PreflightCheck ProbeFreeze { get; } = Add("probe-freeze", Error,
        "Only with `--probe-freeze`: the guest was asked to freeze and did not, or did not say so; the reason holds its own words.");

    public static PreflightCheck ProbeThaw { get; } = Add("probe-thaw", Error,
        "Only with `--probe-freeze`: the thaw failed or was not confirmed; the guest thaws by itself 10 s after it froze.");

    public static IReadOnlyList<PreflightCheck> All => Table;

    private static PreflightCheck Add(string id, CheckSeverity severity, string description)
    {
        var check = new PreflightCheck(id, severity, description);
        Table.Add(check);
        return check;
    }
}
