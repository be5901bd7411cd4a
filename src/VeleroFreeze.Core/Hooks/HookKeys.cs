using System.Collections.Immutable;

namespace VeleroFreeze.Core.Hooks;

/// <summary>The annotation keys of Velero's backup hooks and of KubeVirt's switch for its own hooks.</summary>
public static class HookKeys
{
    public const string Command = "command";
    public const string Container = "container";
    public const string OnError = "on-error";
    public const string Timeout = "timeout";

    public const string PreCommand = "pre.hook.backup.velero.io/command";
    public const string PreContainer = "pre.hook.backup.velero.io/container";
    public const string PreOnError = "pre.hook.backup.velero.io/on-error";
    public const string PreTimeout = "pre.hook.backup.velero.io/timeout";

    public const string PostCommand = "post.hook.backup.velero.io/command";
    public const string PostContainer = "post.hook.backup.velero.io/container";
    public const string PostOnError = "post.hook.backup.velero.io/on-error";
    public const string PostTimeout = "post.hook.backup.velero.io/timeout";

    /// <summary>What is injected, in the order in which it is written.</summary>
    public static ImmutableArray<string> Injectable { get; } =
        [PreCommand, PreContainer, PreOnError, PreTimeout, PostCommand, PostContainer, PostOnError, PostTimeout];

    /// <summary>What KubeVirt writes on the launcher pod, over the template's values, unless <see cref="SkipKubeVirtHooks"/> stands.</summary>
    public static ImmutableArray<string> WrittenByKubeVirt { get; } = [PreCommand, PreContainer, PreTimeout, PostCommand, PostContainer];

    /// <summary>The un-phased keys of old Velero releases: still read, for the pre hook only, when no phased pre command stands.</summary>
    public const string LegacyPrefix = "hook.backup.velero.io/";

    public const string LegacyCommand = LegacyPrefix + Command;

    /// <summary>
    /// KubeVirt stops writing its own hooks when this is true on the VM's metadata (KubeVirt 1.6.6, 1.7.3, 1.8.0 and newer).
    /// Read with Go's <c>ParseBool</c>; in the VM's template it has no effect.
    /// </summary>
    public const string SkipKubeVirtHooks = "kubevirt.io/skip-backup-hooks";

    /// <summary>The container of a launcher pod in which <c>virt-freezer</c> is found.</summary>
    public const string ComputeContainer = "compute";

    /// <summary>True for every key of a backup hook: phased or legacy, known property or not.</summary>
    public static bool IsHookKey(string key) =>
        key.StartsWith(LegacyPrefix, StringComparison.Ordinal)
        || key.StartsWith("pre." + LegacyPrefix, StringComparison.Ordinal)
        || key.StartsWith("post." + LegacyPrefix, StringComparison.Ordinal);

    /// <summary>Go's <c>strconv.ParseBool</c> for the values that mean true; anything else is false, as KubeVirt takes it.</summary>
    public static bool IsTrue(string? value) => value is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
