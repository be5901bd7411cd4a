using System.Text.Json;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Reads how the cluster makes backups from Kubernetes objects.</summary>
public static class InstallationReader
{
    /// <summary>Velero's own default for <c>spec.csiSnapshotTimeout</c>.</summary>
    private static readonly GoDuration DefaultSnapshotTimeout = GoDuration.FromSeconds(600);

    /// <param name="objects">What was read.</param>
    /// <param name="kubeVirt">What the user says; unknown to believe the KubeVirt resource.</param>
    public static InstallationFacts Read(InstallationObjects objects, KubeVirtVersion kubeVirt)
    {
        var facts = new InstallationFacts
        {
            Now = objects.Now,
            KubeVirt = kubeVirt,
            SkipsHooks = objects.KubeVirts.Found.Any(item => HookKeys.IsTrue(item.TextOrNull("metadata", "annotations", HookKeys.SkipKubeVirtHooks))),
            Velero = Velero(objects),
            Webhook = WebhookReader.Read(objects),
        };
        return kubeVirt.IsKnown ? facts : WithRelease(facts, objects.KubeVirts);
    }

    private static InstallationFacts WithRelease(InstallationFacts facts, ReadResult installations)
    {
        var (observed, target) = (installations.First.Text("status", "observedKubeVirtVersion"), installations.First.Text("status", "targetKubeVirtVersion"));
        var isRelease = KubeVirtVersionText.TryRead(observed, out var version, out var expected);
        return facts with
        {
            KubeVirt = version,
            KubeVirtTarget = target != observed && KubeVirtVersion.TryParse(target, out var next) ? next : KubeVirtVersion.Unknown,
            KubeVirtFailure = installations.Failure,
            KubeVirtProblem = isRelease || observed.Length == 0 ? null : $"the KubeVirt resource says {SafeText.Value(observed)}, which is not {expected}",
        };
    }

    private static VeleroFacts Velero(InstallationObjects objects)
    {
        var deployment = objects.Deployments.Found.FirstOrDefault(item => Server(item).ValueKind == JsonValueKind.Object);
        var image = Server(deployment).Text("image");
        var plugin = deployment.Items("spec", "template", "spec", "initContainers").Select(container => container.Text("image"))
            .FirstOrDefault(name => name.Contains("kubevirt-velero-plugin", StringComparison.Ordinal));
        return new VeleroFacts
        {
            Namespace = objects.VeleroNamespace,
            Failure = objects.Deployments.Failure
                ?? (image.Length == 0 ? $"no Deployment in namespace {objects.VeleroNamespace} has a container velero; see --velero-namespace" : null),
            Image = image,
            Version = ImageTag.Version(image),
            PluginImage = plugin,
            PluginVersion = ImageTag.Version(plugin ?? ""),
            PollsEarly = Server(deployment).Items("env")
                .Any(variable => variable.Text("name") == "CSI_SNAPSHOT_EARLY_FREQUENT_POLLING" && HookKeys.IsTrue(variable.Text("value"))),
            SchedulesFailure = objects.Schedules.Failure,
            SnapshotTimeouts = [.. objects.Schedules.Found.Where(schedule => !schedule.Flag("spec", "paused")).Select(Timeout)],
        };
    }

    private static JsonElement Server(JsonElement deployment) =>
        deployment.Items("spec", "template", "spec", "containers").FirstOrDefault(container => container.Text("name") == "velero");

    private static (string Schedule, GoDuration Timeout) Timeout(JsonElement schedule) => (
        schedule.Text("metadata", "name"),
        GoDuration.TryParse(schedule.Text("spec", "template", "csiSnapshotTimeout"), out var timeout, out _) && timeout.Nanoseconds > 0 ? timeout : DefaultSnapshotTimeout);
}

/// <summary>The version in an image's name.</summary>
internal static class ImageTag
{
    /// <returns>The version, or null where the tag is none: a digest, <c>latest</c>, a branch.</returns>
    public static Version? Version(string image)
    {
        var name = image.Split('@')[0];
        var tag = name[(name.LastIndexOf('/') + 1)..].Split(':') is [_, var text] ? text : "";
        var core = tag.TrimStart('v').Split('-', '+')[0];
        return System.Version.TryParse(core, out var version) ? new Version(version.Major, version.Minor, Math.Max(version.Build, 0)) : null;
    }
}
