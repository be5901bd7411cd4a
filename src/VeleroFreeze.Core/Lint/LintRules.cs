using static VeleroFreeze.Core.Lint.LintSeverity;

namespace VeleroFreeze.Core.Lint;

/// <summary>The table of all rules, in the order of the documentation.</summary>
internal static class LintRules
{
    private static readonly List<LintRule> Table = [];

    // The command annotation: how Velero reads it.
    public static readonly LintRule CommandNotJson = Add("command-not-json", Error, "hook command is no JSON array: run as one word",
        "The command starts with `[` but is no JSON array of strings, so Velero runs the whole text as one program name.");

    public static readonly LintRule CommandLeadingBlank = Add("command-leading-blank", Error, "blank before [ in the hook command: run as one word",
        "A blank before the `[` keeps Velero from reading the array.");

    public static readonly LintRule CommandSingleWord = Add("command-single-word", Error, "hook command is not split at blanks",
        "The command is plain text with blanks; Velero neither splits it nor runs a shell.");

    public static readonly LintRule CommandEmptyArray = Add("command-empty-array", Error, "hook command is an empty array",
        "`[]` fails with `command is required`.");

    public static readonly LintRule CommandEmpty = Add("command-empty", Warning, "empty hook command: no hook",
        "An empty command is no hook; it does not switch one off either.");

    // The command: what virt-freezer makes of it.
    public static readonly LintRule NotVirtFreezer = Add("not-virt-freezer", Warning, "hook command is not virt-freezer",
        "Another program runs; no verdict of VeleroFreeze takes it as evidence of a freeze.");

    public static readonly LintRule WrongPath = Add("wrong-path", Error, "virt-freezer is not at that path",
        "virt-freezer is at `/usr/bin/virt-freezer` in every KubeVirt release.");

    public static readonly LintRule RelativePath = Add("relative-path", Warning, "virt-freezer without its path",
        "`virt-freezer` without a path depends on the container's PATH.");

    public static readonly LintRule UnknownArgument = Add("unknown-argument", Error, "virt-freezer does not know an argument",
        "An unknown flag, a missing or unreadable value: virt-freezer stops with its usage before it does anything.");

    public static readonly LintRule StrayArgument = Add("stray-argument", Warning, "virt-freezer ignores a stray word",
        "A word that belongs to no flag is ignored by virt-freezer.");

    public static readonly LintRule RepeatedArgument = Add("repeated-argument", Warning, "virt-freezer flag given twice",
        "The last of repeated flags wins.");

    public static readonly LintRule MissingMode = Add("missing-mode", Error, "neither --freeze nor --unfreeze",
        "virt-freezer needs one of `--freeze` and `--unfreeze`.");

    public static readonly LintRule BothModes = Add("both-modes", Error, "both --freeze and --unfreeze",
        "With both modes virt-freezer freezes, in the post hook too.");

    public static readonly LintRule ModesSwapped = Add("modes-swapped", Error, "pre hook unfreezes or post hook freezes",
        "The pre hook must freeze, the post hook unfreeze.");

    public static readonly LintRule MissingName = Add("missing-name", Error, "virt-freezer without --name",
        "virt-freezer needs `--name`.");

    public static readonly LintRule MissingNamespace = Add("missing-namespace", Error, "virt-freezer without --namespace",
        "virt-freezer needs `--namespace`.");

    public static readonly LintRule WrongName = Add("wrong-name", Error, "--name is not this VM",
        "`--name` is another VM's, or a placeholder: virt-freezer finds no such domain.");

    public static readonly LintRule WrongNamespace = Add("wrong-namespace", Error, "--namespace is not this VM's",
        "`--namespace` is another one, or a placeholder: virt-freezer finds no such domain.");

    public static readonly LintRule FixedNameInTemplate = Add("fixed-name-in-template", Error, "fixed --name in a template of many VMs",
        "VMs of a pool or replica set get generated names, so a fixed `--name` is wrong for every one of them but at most one.");

    public static readonly LintRule UnfreezeTimeoutZero = Add("unfreeze-timeout-zero", Warning, "no automatic thaw",
        "`--unfreezeTimeoutSeconds 0`: a guest whose thaw hook is lost stays frozen for ever.");

    public static readonly LintRule UnfreezeTimeoutNegative = Add("unfreeze-timeout-negative", Error, "negative automatic thaw: thawed at once",
        "A negative `--unfreezeTimeoutSeconds` thaws the guest the moment it is frozen.");

    public static readonly LintRule UnfreezeTimeoutShort = Add("unfreeze-timeout-short", Warning, "automatic thaw below 10 s",
        "The guest can be thawed before the first disk is captured.");

    public static readonly LintRule UnfreezeTimeoutLong = Add("unfreeze-timeout-long", Warning, "automatic thaw above 1 h",
        "A guest whose thaw hook is lost stays frozen for longer than an hour.");

    public static readonly LintRule UnfreezeTimeoutIgnored = Add("unfreeze-timeout-ignored", Note, "automatic thaw set on the thaw hook",
        "`--unfreezeTimeoutSeconds` means nothing together with `--unfreeze`.");

    // The pair and its other properties.
    public static readonly LintRule PreWithoutPost = Add("pre-without-post", Error, "freeze hook without a thaw hook",
        "Nothing thaws the guest after the backup.");

    public static readonly LintRule PostWithoutPre = Add("post-without-pre", Error, "thaw hook without a freeze hook",
        "Nothing freezes the guest before its disks are captured.");

    public static readonly LintRule HookWithoutCommand = Add("hook-without-command", Warning, "hook properties without a command",
        "Container, on-error and timeout mean nothing without a command.");

    public static readonly LintRule ContainerWrong = Add("container-wrong", Error, "hook container is not compute",
        "virt-freezer is in the container `compute` only.");

    public static readonly LintRule ContainerMissing = Add("container-missing", Warning, "hook names no container",
        "Velero takes the pod's first container, which on launcher pods is `compute` unless something puts another in front.");

    public static readonly LintRule OnErrorSpelling = Add("on-error-spelling", Error, "on-error is neither Fail nor Continue",
        "Anything but exactly `Fail` or `Continue` acts as `Continue`.");

    public static readonly LintRule OnErrorFuture = Add("on-error-future", Warning, "on-error FailBlock: no released Velero has it",
        "`FailBlock` is proposed for Velero; every release so far takes it as empty, which acts as `Continue`.");

    public static readonly LintRule OnErrorAbsent = Add("on-error-absent", Note, "on-error absent: acts as Continue",
        "Velero documents `Fail` as the default and acts as `Continue`.");

    public static readonly LintRule OnErrorFail = Add("on-error-fail", Note, "on-error Fail skips the thaw hook",
        "After a failed pre hook the post hook is not run and the pod is not backed up; its disks are captured all the same.");

    public static readonly LintRule TimeoutUnparsable = Add("timeout-unparsable", Error, "hook timeout is no Go duration",
        "Velero warns in the backup and waits its default of 30 s.");

    public static readonly LintRule TimeoutZero = Add("timeout-zero", Warning, "hook timeout 0 means 30 s",
        "Zero means Velero's default of 30 s, not without limit.");

    public static readonly LintRule TimeoutNegative = Add("timeout-negative", Warning, "negative hook timeout: Velero waits for ever",
        "A negative timeout is none: a hook that hangs holds up the backup.");

    public static readonly LintRule TimeoutHopeless = Add("timeout-hopeless", Error, "hook timeout below 1 s",
        "No command in a container comes back in less than a second for sure.");

    public static readonly LintRule PreTimeoutShort = Add("pre-timeout-short", Warning, "pre timeout shorter than a freeze may take",
        "Velero can give up on a freeze that lands afterwards: 10 s for two questions, then 60 s (20 s before KubeVirt 1.6.4 and 1.7.2).");

    public static readonly LintRule PreTimeoutBeyondThaw = Add("pre-timeout-beyond-thaw", Warning, "pre timeout not below the automatic thaw",
        "The guest can thaw by itself while Velero still waits for the freeze hook.");

    public static readonly LintRule PostTimeoutShort = Add("post-timeout-short", Warning, "post timeout shorter than a thaw may take",
        "A thaw may take 30 s: 10 s for two questions, then 20 s.");

    // KubeVirt's own hooks and its switch.
    public static readonly LintRule OverwrittenByKubeVirt = Add("overwritten-by-kubevirt", Warning, "KubeVirt overwrites these hooks",
        "KubeVirt writes its own command, container and pre timeout on every launcher pod; only on-error and the post timeout survive.");

    public static readonly LintRule PreTimeoutOverwritten = Add("pre-timeout-overwritten", Note, "KubeVirt's pre timeout of 60s wins",
        "The pre timeout of 75s that `inject` writes takes effect only where KubeVirt writes none.");

    public static readonly LintRule SkipInTemplate = Add("skip-in-template", Error, "skip-backup-hooks in the template is removed",
        "KubeVirt looks for `kubevirt.io/skip-backup-hooks` on the VM's metadata and strips it from what the template makes.");

    public static readonly LintRule SkipWithoutHooks = Add("skip-without-hooks", Error, "KubeVirt's hooks switched off, none of your own",
        "The VM is left without any freeze hook.");

    public static readonly LintRule SkipUnknownToVersion = Add("skip-unknown-to-version", Warning, "this KubeVirt does not know skip-backup-hooks",
        "`kubevirt.io/skip-backup-hooks` is known to KubeVirt 1.6.6, 1.7.3, 1.8.0 and newer.");

    public static readonly LintRule SkipValue = Add("skip-value", Error, "skip-backup-hooks is no Go boolean: counts as false",
        "Only `1 t T true True TRUE` switch KubeVirt's hooks off.");

    public static readonly LintRule SkipClusterWide = Add("skip-cluster-wide", Warning, "KubeVirt's hooks switched off for the whole cluster",
        "On the KubeVirt resource the key takes the freeze hooks from every VM that does not say otherwise.");

    // Keys.
    public static readonly LintRule LegacyKeys = Add("legacy-keys", Warning, "un-phased hook keys of old Velero releases",
        "`hook.backup.velero.io/...` is read for the pre hook only, and only where no pre command stands.");

    public static readonly LintRule UnknownHookProperty = Add("unknown-hook-property", Error, "misspelled hook annotation",
        "Velero knows `command`, `container`, `on-error` and `timeout`, and ignores other keys.");

    public static readonly LintRule ValueNotAString = Add("value-not-a-string", Error, "annotation value is no string",
        "An annotation that is a number, boolean, list or map is refused by the API server or dropped.");

    public static readonly LintRule HooksOnVmMetadata = Add("hooks-on-vm-metadata", Error, "hooks on the VM's metadata, not in its template",
        "Annotations of the VM itself never reach the launcher pod.");

    public static readonly LintRule HooksRepeatedOnVmMetadata = Add("hooks-repeated-on-vm-metadata", Warning, "hooks on the VM's metadata are not used",
        "Hooks stand in the template and on the VM's metadata; only the template's count.");

    // Opting in.
    public static readonly LintRule FreezeLabelUnknown = Add("freeze-label-unknown", Error, "unknown value of label velerofreeze.io/freeze",
        "Known are `required` (`true`, `enabled`), `preferred` and `disabled` (`false`).");

    public static readonly LintRule FreezeLabelNotAString = Add("freeze-label-not-a-string", Error, "label velerofreeze.io/freeze is no string",
        "YAML's `true` without quotes is a boolean; the API server refuses it as a label.");

    public static readonly LintRule FreezeLabelWithoutEffect = Add("freeze-label-without-effect", Warning, "label velerofreeze.io/freeze in the wrong place",
        "The label counts on a VirtualMachine or its Namespace, not in a template or on a pool.");

    public static readonly LintRule TuningInvalid = Add("tuning-invalid", Error, "tuning annotation unreadable or out of range",
        "A tuning annotation that cannot be read or is out of range is ignored.");

    public static readonly LintRule TuningInTemplate = Add("tuning-in-template", Warning, "tuning annotation in the template has no effect",
        "Tuning counts on the VM's metadata.");

    public static readonly LintRule UnknownTuning = Add("unknown-tuning", Warning, "unknown velerofreeze.io annotation",
        "A misspelled annotation has no effect.");

    public static readonly LintRule StaleInjection = Add("stale-injection", Error, "injected hooks name another VM",
        "The object was restored, cloned or renamed after the hooks were injected.");

    public static readonly LintRule MarkerUnreadable = Add("marker-unreadable", Warning, "marker velerofreeze.io/injected cannot be read",
        "The marker was edited or is of another version, so the hooks count as yours and are left alone.");

    public static IReadOnlyList<LintRule> All => Table;

    private static LintRule Add(string id, LintSeverity severity, string title, string description)
    {
        var rule = new LintRule(id, severity, title, description);
        Table.Add(rule);
        return rule;
    }
}
