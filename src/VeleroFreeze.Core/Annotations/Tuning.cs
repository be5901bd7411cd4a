using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Annotations;

/// <summary>What the annotations on a VM's metadata ask of its hooks, checked against their ranges.</summary>
/// <param name="OnError">From <see cref="OnErrorKey"/>, else the installation's default.</param>
/// <param name="FreezeTimeout">From <see cref="FreezeTimeoutKey"/>, else <see cref="DefaultFreezeTimeout"/>.</param>
/// <param name="ThawTimeout">From <see cref="ThawTimeoutKey"/>, else <see cref="DefaultThawTimeout"/>.</param>
/// <param name="UnfreezeAfterSeconds">From <see cref="UnfreezeAfterKey"/>; null when absent, which is virt-freezer's 300 s.</param>
/// <param name="IsFreezeTimeoutTuned">True when the user chose the freeze timeout, even if they chose the default.</param>
/// <param name="Warnings">One for each annotation that was ignored, or that works against another.</param>
public sealed record Tuning(
    OnError OnError,
    GoDuration FreezeTimeout,
    GoDuration ThawTimeout,
    int? UnfreezeAfterSeconds,
    bool IsFreezeTimeoutTuned,
    IReadOnlyList<InjectionWarning> Warnings)
{
    /// <summary>How long Velero waits for the freeze: a Go duration from 5s to 10m.</summary>
    public const string FreezeTimeoutKey = "velerofreeze.io/freeze-timeout";

    /// <summary>How long Velero waits for the thaw: a Go duration from 5s to 10m.</summary>
    public const string ThawTimeoutKey = "velerofreeze.io/thaw-timeout";

    /// <summary>After how long virt-launcher thaws the guest by itself: whole seconds from 10s to 1h. 0, "never", is not on offer: it is the only safety net.</summary>
    public const string UnfreezeAfterKey = "velerofreeze.io/unfreeze-after";

    /// <summary><c>Continue</c> or <c>Fail</c>, spelled so.</summary>
    public const string OnErrorKey = "velerofreeze.io/on-error";

    /// <summary>75 s: the freeze call itself may take 60 s, and virt-freezer asks the guest agent twice (5 s each) before it.</summary>
    public static GoDuration DefaultFreezeTimeout { get; } = GoDuration.FromSeconds(75);

    /// <summary>60 s: the thaw call may take 20 s, and Velero's own default of 30 s leaves little for the two questions before it.</summary>
    public static GoDuration DefaultThawTimeout { get; } = GoDuration.FromSeconds(60);

    public static GoDuration MinTimeout { get; } = GoDuration.FromSeconds(5);

    public static GoDuration MaxTimeout { get; } = GoDuration.FromSeconds(600);

    public static GoDuration MinUnfreezeAfter { get; } = GoDuration.FromSeconds(10);

    public static GoDuration MaxUnfreezeAfter { get; } = GoDuration.FromSeconds(3600);

    /// <summary>Reads the four tuning annotations; a bad one is ignored with a warning and never refuses the object.</summary>
    public static Tuning Read(AnnotationMap annotations, OnError defaultOnError)
    {
        var warnings = new List<InjectionWarning>();
        var freezeTimeout = ReadDuration(annotations, FreezeTimeoutKey, "5s to 10m", t => t >= MinTimeout && t <= MaxTimeout, warnings);
        var thawTimeout = ReadDuration(annotations, ThawTimeoutKey, "5s to 10m", t => t >= MinTimeout && t <= MaxTimeout, warnings);
        var unfreezeAfter = ReadDuration(
            annotations, UnfreezeAfterKey, "10s to 1h, whole seconds", t => t >= MinUnfreezeAfter && t <= MaxUnfreezeAfter && t.IsWholeSeconds, warnings);
        var tuning = new Tuning(
            ReadOnError(annotations, defaultOnError, warnings),
            freezeTimeout ?? DefaultFreezeTimeout,
            thawTimeout ?? DefaultThawTimeout,
            (int?)unfreezeAfter?.WholeSeconds,
            freezeTimeout is not null,
            warnings);
        WarnOfShortWindow(tuning, warnings);
        return tuning;
    }

    /// <summary>
    /// True when KubeVirt's own hooks, which win over the template's, cannot say the same: a freeze timeout other than the one it writes,
    /// or an automatic thaw other than virt-freezer's default.
    /// </summary>
    public bool NeedsOwnership(KubeVirtVersion kubeVirt)
    {
        var timeout = IsFreezeTimeoutTuned && kubeVirt.WritesPreTimeout && FreezeTimeout != KubeVirtVersion.WrittenPreTimeout;
        var thaw = UnfreezeAfterSeconds is not (null or FreezerCommand.DefaultUnfreezeTimeoutSeconds);
        return kubeVirt.WritesHooks && (timeout || thaw);
    }

    private static GoDuration? ReadDuration(
        AnnotationMap annotations, string key, string range, Func<GoDuration, bool> isInRange, List<InjectionWarning> warnings)
    {
        if (annotations[key] is not { } text)
        {
            return null;
        }

        if (GoDuration.TryParse(text, out var duration, out _) && isInRange(duration))
        {
            return duration;
        }

        warnings.Add(new InjectionWarning("bad-tuning", $"{key}: {SafeText.Short(text)} is no duration from {range}; ignored"));
        return null;
    }

    private static OnError ReadOnError(AnnotationMap annotations, OnError defaultOnError, List<InjectionWarning> warnings)
    {
        switch (annotations[OnErrorKey])
        {
            case null:
                return defaultOnError;
            case "Continue":
                return OnError.Continue;
            case "Fail":
                warnings.Add(new InjectionWarning(
                    "on-error-fail", "on-error Fail: a failed freeze leaves the pod out of the backup and skips the thaw; its disks are captured all the same"));
                return OnError.Fail;
            case { } other:
                warnings.Add(new InjectionWarning("bad-tuning", $"{OnErrorKey}: {SafeText.Short(other)} is neither Continue nor Fail; ignored"));
                return defaultOnError;
        }
    }

    private static void WarnOfShortWindow(Tuning tuning, List<InjectionWarning> warnings)
    {
        if (tuning.UnfreezeAfterSeconds is { } seconds && GoDuration.FromSeconds(seconds) <= tuning.FreezeTimeout)
        {
            warnings.Add(new InjectionWarning(
                "short-window", "unfreeze-after is not longer than the freeze timeout: the guest may thaw before its disks are captured"));
        }
    }
}
