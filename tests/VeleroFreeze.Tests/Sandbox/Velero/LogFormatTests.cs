using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Tests.Sandbox.Velero;

public class LogFormatTests
{
    private static readonly DateTimeOffset Time = new(2024, 12, 3, 4, 9, 5, 999, TimeSpan.Zero);

    [Theory]
    [InlineData("aZ0-._/@^+", "aZ0-._/@^+")]
    [InlineData("", "")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a:b", "\"a:b\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("a\"\\b", "\"a\\\"\\\\b\"")]
    [InlineData("\a\b\f\n\r\t\v", "\"\\a\\b\\f\\n\\r\\t\\v\"")]
    [InlineData("\x1b[31m\x7f", "\"\\x1b[31m\\x7f\"")]
    [InlineData("für 世界 😀", "\"für 世界 😀\"")]
    [InlineData("\u0085\u00a0\u200b\u2028\ufeff", "\"\\u0085\\u00a0\\u200b\\u2028\\ufeff\"")]
    [InlineData("\U000e0001", "\"\\U000e0001\"")]
    public void Text_is_quoted_as_Go_quotes(string value, string written) =>
        LogFormat.Text(new LogEntry(Time, Severity.Info, "m", [new("k", value)])).ShouldBe($"time=\"2024-12-03T04:09:05Z\" level=info msg=m k={written}");

    [Fact]
    public void An_empty_message_is_left_out() =>
        LogFormat.Text(new LogEntry(Time, Severity.Warning, "", [])).ShouldBe("time=\"2024-12-03T04:09:05Z\" level=warning");

    [Fact]
    public void Fields_are_sorted_by_their_bytes() =>
        LogFormat.Text(new LogEntry(Time, Severity.Debug, "m", [new("b", "1"), new("a", "2"), new("B", "3"), new("a.c", "4")]))
            .ShouldBe("time=\"2024-12-03T04:09:05Z\" level=debug msg=m B=3 a=2 a.c=4 b=1");

    [Fact]
    public void JSON_renames_the_error_and_keeps_types() =>
        LogFormat.Json(new LogEntry(Time, Severity.Error, "a <b> & \"c\" ü", [
            new("error", "timed out after 1m0s"),
            new("error.file", "f"),
            new("hookCommand", LogValue.Of(["a", "b c"])),
            new("hookTimeout", LogValue.Of(GoDuration.FromSeconds(60))),
            new("hookName", "<from-annotation>"),
        ])).ShouldBe("""
            {"error.file":"f","error.message":"timed out after 1m0s","hookCommand":["a","b c"],"hookName":"\u003cfrom-annotation\u003e","hookTimeout":"1m0s","level":"error","msg":"a \u003cb\u003e \u0026 \"c\" ü","time":"2024-12-03T04:09:05Z"}
            """);

    [Fact]
    public void A_plugin_line_equals_the_real_one()
    {
        // velero issue 8473
        var log = new BackupLog("velero/data-backup-with-hook", () => Time);
        log.Plugin(Severity.Info, "pkg/util/csi/volume_snapshot.go:739", "Waiting for VolumeSnapshotContents snapcontent-1 to have snapshot handle. Retrying in 5s");
        LogFormat.Text(log.Entries.ShouldHaveSingleItem()).ShouldBe(
            "time=\"2024-12-03T04:09:05Z\" level=info msg=\"Waiting for VolumeSnapshotContents snapcontent-1 to have snapshot handle. Retrying in 5s\" "
            + "backup=velero/data-backup-with-hook cmd=/velero logSource=\"pkg/util/csi/volume_snapshot.go:739\" pluginName=velero");
    }
}
