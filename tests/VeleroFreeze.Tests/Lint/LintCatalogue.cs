namespace VeleroFreeze.Tests.Lint;

/// <summary>One object for each rule, so that no rule is only a row in a table.</summary>
internal static class LintCatalogue
{
    private const string Pre = "pre.hook.backup.velero.io/";
    private const string Post = "post.hook.backup.velero.io/";

    public static IReadOnlyDictionary<string, TestVm> Cases { get; } = new Dictionary<string, TestVm>
    {
        ["command-not-json"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze" """),
        ["command-leading-blank"] = PreCommand(" " + TestVm.FreezeDb),
        ["command-single-word"] = PreCommand("/usr/bin/virt-freezer --freeze --name db --namespace shop"),
        ["command-empty-array"] = PreCommand("[]"),
        ["command-empty"] = PreCommand(""),
        ["not-virt-freezer"] = PreCommand("""["/bin/sync"]"""),
        ["wrong-path"] = PreCommand("""["/usr/sbin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"]"""),
        ["relative-path"] = PreCommand("""["virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"]"""),
        ["unknown-argument"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze", "--vm", "db", "--namespace", "shop"]"""),
        ["stray-argument"] = PreCommand("""["/usr/bin/virt-freezer", "freeze", "--freeze", "--name", "db", "--namespace", "shop"]"""),
        ["repeated-argument"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze", "--freeze", "--name", "db", "--namespace", "shop"]"""),
        ["missing-mode"] = PreCommand("""["/usr/bin/virt-freezer", "--name", "db", "--namespace", "shop"]"""),
        ["both-modes"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze", "--unfreeze", "--name", "db", "--namespace", "shop"]"""),
        ["modes-swapped"] = PreCommand(TestVm.ThawDb),
        ["missing-name"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze", "--namespace", "shop"]"""),
        ["missing-namespace"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze", "--name", "db"]"""),
        ["wrong-name"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze", "--name", "other", "--namespace", "shop"]"""),
        ["wrong-namespace"] = PreCommand("""["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "other"]"""),
        ["fixed-name-in-template"] = TestVm.Pool().WithGoodHooks(),
        ["unfreeze-timeout-zero"] = UnfreezeTimeout("0"),
        ["unfreeze-timeout-negative"] = UnfreezeTimeout("-1"),
        ["unfreeze-timeout-short"] = UnfreezeTimeout("9"),
        ["unfreeze-timeout-long"] = UnfreezeTimeout("3601"),
        ["unfreeze-timeout-ignored"] = TestVm.Good().Hook(Post + "command", TestVm.ThawDb[..^1] + """, "--unfreezeTimeoutSeconds", "120"]"""),
        ["pre-without-post"] = TestVm.Good().Hook(Post + "command", null),
        ["post-without-pre"] = TestVm.Good().Hook(Pre + "command", null),
        ["hook-without-command"] = TestVm.Good().Hook(Pre + "command", null).Hook(Post + "command", null),
        ["container-wrong"] = TestVm.Good().Hook(Pre + "container", "guest-console-log"),
        ["container-missing"] = TestVm.Good().Hook(Pre + "container", null),
        ["on-error-spelling"] = TestVm.Good().Hook(Pre + "on-error", "fail"),
        ["on-error-future"] = TestVm.Good().Hook(Pre + "on-error", "FailBlock"),
        ["on-error-absent"] = TestVm.Good().Hook(Pre + "on-error", null),
        ["on-error-fail"] = TestVm.Good().Hook(Pre + "on-error", "Fail"),
        ["timeout-unparsable"] = TestVm.Good().Hook(Pre + "timeout", "300"),
        ["timeout-zero"] = TestVm.Good().Hook(Pre + "timeout", "0s"),
        ["timeout-negative"] = TestVm.Good().Hook(Pre + "timeout", "-1s"),
        ["timeout-hopeless"] = TestVm.Good().Hook(Pre + "timeout", "75ms"),
        ["pre-timeout-short"] = TestVm.Good().Hook(Pre + "timeout", "30s"),
        ["pre-timeout-beyond-thaw"] = TestVm.Good().Hook(Pre + "timeout", "5m"),
        ["post-timeout-short"] = TestVm.Good().Hook(Post + "timeout", "20s"),
        ["overwritten-by-kubevirt"] = TestVm.Bare().WithGoodHooks().Hook(Pre + "command", """["/bin/sync"]"""),
        ["pre-timeout-overwritten"] = TestVm.Injected(),
        ["skip-in-template"] = TestVm.Bare().WithGoodHooks().Hook(TestVm.Skip, "true"),
        ["skip-without-hooks"] = TestVm.Bare().Own(TestVm.Skip, "true"),
        ["skip-unknown-to-version"] = TestVm.Good(),
        ["skip-value"] = TestVm.Bare().Own(TestVm.Skip, "yes"),
        ["skip-cluster-wide"] = TestVm.KubeVirt().Own(TestVm.Skip, "true"),
        ["legacy-keys"] = TestVm.Good().Hook("hook.backup.velero.io/command", TestVm.FreezeDb),
        ["unknown-hook-property"] = TestVm.Good().Hook(Pre + "comand", TestVm.FreezeDb),
        ["value-not-a-string"] = TestVm.Good().Hook(Pre + "timeout", 75),
        ["hooks-on-vm-metadata"] = TestVm.Bare().Own(Pre + "command", TestVm.FreezeDb),
        ["hooks-repeated-on-vm-metadata"] = TestVm.Good().Own(Pre + "command", TestVm.FreezeDb),
        ["freeze-label-unknown"] = TestVm.Bare().Label("velerofreeze.io/freeze", "yes"),
        ["freeze-label-not-a-string"] = TestVm.Bare().Label("velerofreeze.io/freeze", true),
        ["freeze-label-without-effect"] = TestVm.Bare().TemplateLabel("velerofreeze.io/freeze", "required"),
        ["tuning-invalid"] = TestVm.Bare().Own("velerofreeze.io/freeze-timeout", "300"),
        ["tuning-in-template"] = TestVm.Bare().Hook("velerofreeze.io/freeze-timeout", "90s"),
        ["unknown-tuning"] = TestVm.Bare().Own("velerofreeze.io/freeze-timeuot", "90s"),
        ["stale-injection"] = TestVm.Injected(name: "db-before"),
        ["marker-unreadable"] = TestVm.Injected().Hook("velerofreeze.io/injected", "v9"),
    };

    /// <summary>The KubeVirt version under which the rule's case is to be seen.</summary>
    public static string VersionFor(string rule) => rule == "skip-unknown-to-version" ? "1.5.0" : "1.9.0";

    private static TestVm PreCommand(string command) => TestVm.Good().Hook(Pre + "command", command);

    private static TestVm UnfreezeTimeout(string seconds) => PreCommand(TestVm.FreezeDb[..^1] + $", \"--unfreezeTimeoutSeconds\", \"{seconds}\"]");
}
