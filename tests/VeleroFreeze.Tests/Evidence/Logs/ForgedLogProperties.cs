using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Tests.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Tests.Evidence.Logs;

/// <summary>Guests, users and other plugins put words of success wherever they can. None of it makes a freeze out of what was none.</summary>
public sealed class ForgedLogProperties(ITestOutputHelper output)
{
    private static readonly string[] Truths =
    [
        "", LogBuilder.Record("No guest agent, exiting"), LogBuilder.Record("Guest agent version is 8"),
        LogBuilder.Record("VM domain not running, no need to freeze/unfreeze"), LogBuilder.Record("Freezing VMI failed", "error", "no"), "bash: not found\n",
    ];

    private static readonly string[] Successes = ["Operation completed successfully", "Exiting..."];

    [Fact]
    public void No_forgery_raises_a_reading()
    {
        var changed = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(100_000)).WithEndSize(1),
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
            {
                changed += CheckOne(new Random(seed)) ? 1 : 0;
            }));
        output.WriteLine($"{changed} forgeries changed a reading to unknown");
        changed.ShouldBeGreaterThan(0, "a forgery that never reaches the reader proves nothing");
    }

    private static bool CheckOne(Random random)
    {
        var truth = Truths[random.Next(Truths.Length)];
        var (json, pods, fails) = (random.Next(2) == 0, random.Next(2) == 0, truth.Contains("failed", StringComparison.Ordinal));
        var plain = new LogBuilder(json, pods).Freeze("db", truth);
        var forged = Forge(new Forger(random), json, pods, truth);
        if (fails)
        {
            plain.Error("command terminated with exit code 1");
            forged.Error("command terminated with exit code 1");
        }

        var before = plain.ReadOne();
        var after = forged.Read();
        foreach (var hook in after.Hooks.Where(hook => hook.Command?.Name == "db"))
        {
            (hook.Freezer?.Outcome).ShouldNotBe(FreezerOutcome.Done);
            (hook.Outcome == HookOutcome.Succeeded && before.Outcome != HookOutcome.Succeeded).ShouldBeFalse();
            (hook.Freezer?.Outcome is null or FreezerOutcome.Unknown || hook.Freezer.Outcome == before.Freezer!.Outcome).ShouldBeTrue($"{before.Freezer!.Outcome} became {hook.Freezer?.Outcome}");
        }

        return after.Hooks.Any(hook => hook.Freezer?.Outcome == FreezerOutcome.Unknown) && before.Freezer!.Outcome != FreezerOutcome.Unknown;
    }

    /// <summary>The genuine lines, with forged words in every place that is not virt-freezer's own.</summary>
    private static LogBuilder Forge(Forger forger, bool json, bool pods, string truth)
    {
        var log = new LogBuilder(json, pods);
        forger.Noise(log);
        log.Running("db");
        forger.Noise(log);
        log.Stdout("db", forger.Output());
        forger.Noise(log);
        log.Stderr("db", forger.Next(2) == 0 ? truth : forger.Around(truth));
        return log;
    }

    private sealed class Forger(Random random)
    {
        public int Next(int count) => random.Next(count);

        /// <summary>Lines that Velero could write, with somebody's words in them.</summary>
        public void Noise(LogBuilder log)
        {
            for (var i = Next(3); i > 0; i--)
            {
                _ = Next(5) switch
                {
                    0 => log.Line(Output()),
                    1 => log.Line("Backing up item", ("name", Output()), ("namespace", "shop"), ("resource", Output())),
                    2 => log.Freeze("other", Record(), command: ["/bin/sh", "-c", Output()]),
                    3 => log.Line("Executing custom action", ("hookPhase", "pre"), ("hookType", "exec"), ("stderr", Record())),
                    _ => log.Line("a\n" + System.Text.Encoding.UTF8.GetString(new LogBuilder().Freeze("db", Record()).Bytes)),
                };
            }
        }

        public string Output() => Next(3) switch
        {
            0 => Record(),
            1 => $"stderr: {Record()}",
            _ => Hidden(Record()),
        };

        /// <summary>A genuine output that something was put into, by a guest through its version or a reason, or by a broken pipe.</summary>
        public string Around(string truth) => Next(6) switch
        {
            0 => LogBuilder.Record($"Guest agent version is {Word()}") + truth,
            1 => truth + Hidden(Record()),
            2 => Hidden(Record()) + truth,
            3 => truth.Length == 0 ? Word() : truth.Insert(Next(truth.Length), Hidden(Word())),
            4 => truth.TrimEnd('\n') + Word(),
            _ => LogBuilder.Record($"Guest agent version is {Record()}{Record()}") + truth,
        };

        private string Word() => Successes[Next(Successes.Length)];

        private string Record() => LogBuilder.Record(Word());

        /// <summary>The same words, no longer virt-freezer's.</summary>
        private string Hidden(string text) => Next(7) switch
        {
            0 => System.Text.Json.JsonSerializer.Serialize(text, ForgeryJson.Default.String) + "\n",
            1 => text.Replace("freezer", "guest", StringComparison.Ordinal),
            2 => $"{{\"record\":{text.TrimEnd('\n')}}}\n",
            3 => text.Replace("\"msg\":\"", "\"msg\":\"ok: ", StringComparison.Ordinal),
            4 => text.Replace("\"", "\\\"", StringComparison.Ordinal),
            5 => text.Length < 2 ? text : text.Insert(text.Length / 2, "\n"),
            _ => $" {text.Replace('{', '[')}",
        };
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ForgeryJson : System.Text.Json.Serialization.JsonSerializerContext;
