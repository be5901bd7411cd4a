using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class HookKeysTests
{
    [Fact]
    public void Keys_are_spelled_as_Velero_and_KubeVirt_read_them() =>
        new[]
        {
            HookKeys.PreCommand, HookKeys.PreContainer, HookKeys.PreOnError, HookKeys.PreTimeout,
            HookKeys.PostCommand, HookKeys.PostContainer, HookKeys.PostOnError, HookKeys.PostTimeout,
            HookKeys.LegacyCommand, HookKeys.SkipKubeVirtHooks, InjectionMarker.Key,
        }.ShouldBe(
        [
            "pre.hook.backup.velero.io/command", "pre.hook.backup.velero.io/container", "pre.hook.backup.velero.io/on-error",
            "pre.hook.backup.velero.io/timeout", "post.hook.backup.velero.io/command", "post.hook.backup.velero.io/container",
            "post.hook.backup.velero.io/on-error", "post.hook.backup.velero.io/timeout", "hook.backup.velero.io/command",
            "kubevirt.io/skip-backup-hooks", "velerofreeze.io/injected",
        ]);

    [Theory]
    [InlineData("pre.hook.backup.velero.io/command", true)]
    [InlineData("post.hook.backup.velero.io/comand", true)]
    [InlineData("hook.backup.velero.io/timeout", true)]
    [InlineData("post.hook.restore.velero.io/command", false)]
    [InlineData("init.hook.restore.velero.io/command", false)]
    [InlineData("Pre.hook.backup.velero.io/command", false)]
    [InlineData("backup.velero.io/backup-volumes", false)]
    public void Backup_hook_keys_are_told_from_others(string key, bool expected) => HookKeys.IsHookKey(key).ShouldBe(expected);

    [Theory]
    [InlineData("1", true)]
    [InlineData("t", true)]
    [InlineData("T", true)]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("tRUE", false)]
    [InlineData("yes", false)]
    [InlineData(" true", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void True_is_what_Go_parses_as_true(string? value, bool expected) => HookKeys.IsTrue(value).ShouldBe(expected);
}
