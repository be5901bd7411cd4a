using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Logs;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Sandbox.Go;

namespace VeleroFreeze.Tests.Evidence.Logs;

public class LogLineTests
{
    [Theory]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=x backup=velero/b")]
    [InlineData("time=\"2026-01-02T03:04:05+02:00\" level=debug msg=\"a b\" progress= x=y")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=warning")]
    [InlineData("{\"level\":\"error\",\"msg\":\"x\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"backup\":{\"msg\":\"y\"},\"level\":\"error\",\"msg\":\"x\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"windows\"\r")]
    public void A_line_of_logrus_is_readable(string line) => new LogBuilder().Raw(line).Read().UnreadableLines.ShouldBe(0);

    [Theory]
    [InlineData("")]
    [InlineData("panic: runtime error")]
    [InlineData("time=\"yesterday\" level=info msg=x")]
    [InlineData("time=\"2026-02-30T03:04:05Z\" level=info msg=x")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=loud msg=x")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" msg=x level=info")]
    [InlineData(" time=\"2026-01-02T03:04:05Z\" level=info msg=x")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"\u0001\"")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"running exec hook")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"running exec hook\"hookPhase=pre")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"running exec hook\" hookPhase=pre hookPhase=post")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"running exec hook\" hookPhase=p\"re")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"running exec hook\" hookPhase=\"\\q\"")]
    [InlineData("time=\"2026-01-02T03:04:05Z\" level=info msg=\"running exec hook\" hookPhase")]
    [InlineData("{\"level\":\"info\",\"msg\":\"x\"}")]
    [InlineData("{\"level\":\"info\",\"msg\":\"x\",\"time\":\"2026-01-02T03:04:05Z\"}}")]
    [InlineData("{\"level\":\"info\",\"msg\":\"x\",\"time\":\"2026-01-02T03:04:05Z\"")]
    [InlineData("{\"level\":\"info\",\"msg\":7,\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"level\":\"info\",\"msg\":\"a\",\"msg\":\"b\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"hookCommand\":\"a\",\"level\":\"info\",\"msg\":\"running exec hook\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"hookPhase\":\"\\ud800\",\"level\":\"info\",\"msg\":\"running exec hook\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    public void Anything_else_is_counted(string line)
    {
        var log = new LogBuilder().Line("before").Raw(line).Line("after").Read();
        (log.Lines, log.UnreadableLines, log.Hooks.Count, log.State).ShouldBe((3, 1, 0, ArtifactState.Complete));
    }

    [Fact]
    public void A_line_is_read_by_its_own_time_and_level_whatever_stood_before_it()
    {
        var log = new LogBuilder()
            .Raw("time=\"2026-01-02T03:04:05Z\" level=info msg=x")
            .Raw("time=\"2026-01-02T03:04:05Z\" level=information msg=x")
            .Raw("time=\"2026-01-02T03:04:05Z\" level=info")
            .Raw("time=\"2026-01-02T03:04:05Z\" level=error msg=y")
            .Raw("time=\"2026-01-02T03:04:06Z\" level=error msg=z")
            .Read();
        (log.UnreadableLines, log.ErrorCount).ShouldBe((1, 2));
        log.LastAt.ShouldBe(log.FirstAt + TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a \"quoted\" \\ back\\slash")]
    [InlineData("\a\b\f\n\r\t\v")]
    [InlineData("\u0001\u001f\u007f")]
    [InlineData("ä € \u00a0 \u200b \ue000 😀 \U000e0001")]
    public void Gos_quoting_is_undone(string text)
    {
        var quoted = Encoding.UTF8.GetBytes(GoText.Quote(text));
        GoUnquote.Measure([.. quoted, .. " more \""u8]).ShouldBe(quoted.Length);
        GoUnquote.TryDecode(quoted, out var decoded).ShouldBeTrue();
        decoded.ShouldBe(text);
    }

    [Theory]
    [InlineData(@"""\xff""", "\ufffd")]
    [InlineData(@"""\xe2\x82\xac""", "€")]
    [InlineData(@"""\q""", null)]
    [InlineData(@"""\x1""", null)]
    [InlineData(@"""\x+1""", null)]
    [InlineData(@"""\ud800""", null)]
    [InlineData(@"""\U00110000""", null)]
    public void Escapes_are_those_of_Go(string quoted, string? text)
    {
        GoUnquote.TryDecode(Encoding.UTF8.GetBytes(quoted), out var decoded).ShouldBe(text is not null);
        decoded.ShouldBe(text ?? "");
    }

    [Fact]
    public void A_log_without_its_last_newline_is_cut()
    {
        var bytes = new LogBuilder().Line("one").Line("two").Bytes;
        LogReader.Read(new MemoryStream(bytes)).State.ShouldBe(ArtifactState.Complete);
        LogReader.Read(new MemoryStream(bytes[..^1])).State.ShouldBe(ArtifactState.Truncated);
    }

    [Fact]
    public void A_line_that_is_too_long_is_passed_over()
    {
        var log = new LogBuilder().Line("before").Line(new string('x', 1 << 20)).Freeze("db", LogBuilder.Record(LogBuilder.Done)).Read();
        (log.Lines, log.UnreadableLines, log.State, log.Hooks.Count).ShouldBe((5, 1, ArtifactState.Complete, 1));
    }

    [Fact]
    public void A_file_that_is_no_log_is_given_up()
    {
        new LogBuilder().Raw("GIF89a").Line("after").Read().ShouldSatisfyAllConditions(log => (log.State, log.Lines).ShouldBe((ArtifactState.Unreadable, 1)));
        var other = new LogBuilder().Line("before").Raw(string.Concat(Enumerable.Repeat("{\"}\n", 20_000))).Read();
        (other.State, other.UnreadableLines).ShouldBe((ArtifactState.Unreadable, 10_001));
    }

    [Fact]
    public void More_facts_than_are_kept_end_the_reading()
    {
        var scan = new LogScan(new RetentionBudget(10_000));
        var log = scan.Run(new MemoryStream(Enumerable.Range(0, 100).Aggregate(new LogBuilder(), (b, i) => b.Freeze($"vm{i}", "")).Bytes), 1 << 20);
        (log.State, log.LimitExceeded).ShouldBe((ArtifactState.Unreadable, true));
    }

    [Fact]
    public void Time_is_that_of_the_first_and_the_last_line()
    {
        var builder = new LogBuilder().Line("one");
        builder.Now += TimeSpan.FromMinutes(3);
        var log = builder.Line("two").Read();
        (log.LastAt - log.FirstAt).ShouldBe(TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData("02:00:08", 0)]
    [InlineData("02:00:07", 1)]
    [InlineData("01:54:00", 1)]
    public void A_clock_that_was_set_back_between_two_lines_is_noted(string second, int steps)
    {
        var log = $"""
            time="2026-03-04T02:00:10Z" level=info msg="one"
            time="2026-03-04T{second}Z" level=info msg="two"
            time="2026-03-04T02:00:11Z" level=info msg="three"

            """;
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(log.ReplaceLineEndings("\n")));
        LogReader.Read(text).ClockSteps.Count.ShouldBe(steps);
    }
}
