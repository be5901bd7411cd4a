namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>The annotation keys that KubeVirt reads and writes around backup hooks.</summary>
internal static class HookKeys
{
    public const string PreContainer = "pre.hook.backup.velero.io/container";
    public const string PreCommand = "pre.hook.backup.velero.io/command";
    public const string PreTimeout = "pre.hook.backup.velero.io/timeout";
    public const string PostContainer = "post.hook.backup.velero.io/container";
    public const string PostCommand = "post.hook.backup.velero.io/command";
    public const string Skip = "kubevirt.io/skip-backup-hooks";
    public const string Domain = "kubevirt.io/domain";

    /// <summary>The keys that are kept in line on running pods, by releases that do so.</summary>
    public static readonly string[] Managed = [PreContainer, PreCommand, PreTimeout, PostContainer, PostCommand];
}
