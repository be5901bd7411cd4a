using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Sandbox.Velero.Logs;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Evidence.Logs;

public class LogFormatProperties
{
    private static readonly string[] Names = ["a", "b", "db-1"];

    private static readonly string[] Outputs =
    [
        "", LogBuilder.Record(LogBuilder.Done), LogBuilder.Record("Freezing VMI failed", "error", "é \"x\" \\ \t <&>"), "plain\n", "\u0001\u2028😀", "{\"component\":\"freezer\"}",
    ];

    private static readonly string[] Messages =
    [
        "Starting PVCBackupItemAction", "Created VolumeSnapshot shop/velero-a-x7k2p", "Untrack the PVC shop/a, because it's backed up by CSI BIA.",
        "Waiting for CSI driver to reconcile volumesnapshot shop/velero-a-x7k2p. Retrying in 5s", "VolumeSnapshotContent c has error: <é> \"q\"", "Backing up item", "unknown \u0007 words",
    ];

    private static readonly string[] Errors =
    [
        "command terminated with exit code 1", "timed out after 30s", "timed out after 1m0s", "command is required", "no such container: \"x\"", "error dialing backend: EOF",
    ];

    [Fact]
    public void Both_formats_of_the_same_entries_give_the_same_evidence() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(2_000)).WithEndSize(1),
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var text = Write(new Random(seed), json: false).Read();
            var json = Write(new Random(seed), json: true).Read();
            text.UnreadableLines.ShouldBe(0);
            Text(json).Equals(Text(text), StringComparison.Ordinal).ShouldBeTrue($"{Text(json)}\n\nand\n\n{Text(text)}");
        }));

    [Fact]
    public void No_order_of_lines_makes_a_success_of_a_hook_that_was_not_heard() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(2_000)).WithEndSize(1),
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            foreach (var hook in Write(new Random(seed), json: false).Read().Hooks.Where(hook => hook.Outcome == HookOutcome.Succeeded))
            {
                (hook.StartLine > 0 && hook.EndLine >= hook.StartLine + 2 && hook.Error is null).ShouldBeTrue();
                (hook.Freezer?.Outcome).ShouldNotBe(FreezerOutcome.Failed);
            }
        }));

    private static LogBuilder Write(Random random, bool json)
    {
        var log = new LogBuilder(json, namesPods: random.Next(3) == 0);
        for (var i = random.Next(25); i > 0; i--)
        {
            log.Now += TimeSpan.FromSeconds(random.Next(3));
            var vm = Names[random.Next(Names.Length)];
            var phase = random.Next(3) == 0 ? "post" : "pre";
            _ = random.Next(8) switch
            {
                0 or 1 => log.Running(vm, phase),
                2 => log.Stdout(vm, Outputs[random.Next(Outputs.Length)], phase),
                3 or 4 => log.Stderr(vm, Outputs[random.Next(Outputs.Length)], phase),
                5 => log.Error(Errors[random.Next(Errors.Length)], phase, vm),
                6 => log.Hook(vm, phase, "Pod entered phase Failed before some post-backup exec hooks ran"),
                _ => log.Line((Severity)random.Next(4), Messages[random.Next(Messages.Length)], ("name", vm), ("namespace", ""), ("progress", "")),
            };
        }

        return log;
    }

    /// <summary>Everything but the objects that lists are: those differ by format.</summary>
    private static string Text(LogEvidence log) => string.Join('\n',
    [
        (log with { Hooks = [], Marks = [] }).ToString(),
        .. log.Hooks.Select(hook => $"{hook with { Arguments = [] }} {string.Join(',', hook.Arguments)}"),
        .. log.Marks.Select(mark => mark.ToString()),
    ]);
}
