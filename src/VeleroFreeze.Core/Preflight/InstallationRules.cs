using System.Globalization;
using VeleroFreeze.Core.Hooks;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Checks of KubeVirt and Velero as they are installed.</summary>
public static class InstallationRules
{
    private static readonly GoDuration AutomaticThaw = GoDuration.FromSeconds(FreezerCommand.DefaultUnfreezeTimeoutSeconds);

    public static CheckGroup KubeVirt(InstallationFacts facts) => CheckGroup.Of("kubevirt", Version(facts), Hooks(facts), ReleaseRules.Examine(facts));

    public static CheckGroup Velero(VeleroFacts facts) => CheckGroup.Of("velero", Server(facts), Plugin(facts), Timeout(facts));

    private static CheckResult Version(InstallationFacts facts) => facts switch
    {
        { KubeVirtFailure: { } failure } => KubeVirtRelease.CannotTell(failure),
        { KubeVirtProblem: { } problem } => KubeVirtRelease.CannotTell(problem),
        { KubeVirt.IsKnown: false } => KubeVirtRelease.CannotTell("no KubeVirt resource says its version, and none is assumed"),
        { KubeVirtTarget: { IsKnown: true } target } => KubeVirtRelease.Warn($"KubeVirt {facts.KubeVirt} is being updated to {target}: ask again when that is done"),
        { KubeVirt: { WritesHooks: false } version } => KubeVirtRelease.Warn($"KubeVirt {version} writes no freeze hooks of its own"),
        { KubeVirt: { WritesPreTimeout: false } version } =>
            KubeVirtRelease.Warn($"KubeVirt {version} gives a freeze 20 s, and writes no timeout, so that Velero waits 30 s"),
        _ => KubeVirtRelease.Ok($"KubeVirt {facts.KubeVirt}"),
    };

    private static CheckResult Hooks(InstallationFacts facts) => facts switch
    {
        { KubeVirtFailure: { } failure } => KubeVirtHooks.CannotTell(failure),
        { SkipsHooks: true, KubeVirt.KnowsSkipKey: true } => KubeVirtHooks.Warn($"{HookKeys.SkipKubeVirtHooks} is true for the whole cluster: KubeVirt writes no hooks"),
        { SkipsHooks: true, KubeVirt.MayKnowSkipKey: true } =>
            KubeVirtHooks.Warn($"{HookKeys.SkipKubeVirtHooks} is true for the whole cluster: if this KubeVirt knows it, it writes no hooks"),
        _ => KubeVirtHooks.Ok("KubeVirt writes its own freeze hooks on launcher pods"),
    };

    private static CheckResult Server(VeleroFacts facts) => facts switch
    {
        { Failure: { } failure } => VeleroRelease.CannotTell(failure),
        { Version: null } => VeleroRelease.CannotTell($"the image {facts.Image} bears no version"),
        { Version: { Major: 1, Minor: < 13 } version } => VeleroRelease.Warn($"Velero {version} does not count hooks, so that a verdict has less to rest on"),
        { Version: { Major: 1, Minor: 14 } or { Major: 1, Minor: 15, Build: 0 } } =>
            VeleroRelease.Warn($"Velero {facts.Version} thaws before file-level copies of volumes are done (velero issue 8159); snapshots are not touched by it"),
        _ => VeleroRelease.Ok($"Velero {facts.Version}"),
    };

    private static CheckResult? Plugin(VeleroFacts facts) => facts switch
    {
        { Failure: not null } => null,
        { PluginImage: null } => KubeVirtPlugin.Warn("kubevirt-velero-plugin is not installed: a backup of a VM by label takes neither its pod nor its disks"),
        { PluginVersion: null } => KubeVirtPlugin.CannotTell(
            $"the image {facts.PluginImage} bears no version; OADP's takes a VM's launcher pod along from OADP 1.5.8 on"),
        { PluginVersion: { } plugin, Version: { } velero } when plugin <= new Version(0, 9, 0) && velero >= new Version(1, 15, 0) => KubeVirtPlugin.Warn(
            $"kubevirt-velero-plugin {plugin} with Velero {velero}: a backup by label runs no hook for a VM whose launcher pod lacks the label, unless the plugin is a build of release-v0.8 or main since July 2026"),
        _ => KubeVirtPlugin.Ok($"kubevirt-velero-plugin {facts.PluginVersion}"),
    };

    private static CheckResult Timeout(VeleroFacts facts)
    {
        if (facts.SchedulesFailure is { } failure)
        {
            return SnapshotTimeout.CannotTell(failure);
        }

        var slow = facts.SnapshotTimeouts.Where(found => found.Timeout >= AutomaticThaw).ToList();
        var more = slow.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" and {slow.Count - 1} more") : "";
        return slow switch
        {
            [] when facts.SnapshotTimeouts.Count == 0 => SnapshotTimeout.Ok("no schedules; Velero's own default is 10m"),
            [] => SnapshotTimeout.Ok("shorter than a guest stays frozen, in each schedule"),
            [var (schedule, timeout), ..] => SnapshotTimeout.Warn(
                $"schedule {schedule}{more} waits up to {timeout.ToSecondsText()} for each snapshot; guests thaw by themselves after {AutomaticThaw.ToSecondsText()}"),
        };
    }
}
