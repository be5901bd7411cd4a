using System.IO.Compression;
using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Tests.Evidence;

/// <summary>Writes a log as Velero does, line by line, in either format and of either family of versions.</summary>
internal sealed class LogBuilder(bool json = false, bool namesPods = false)
{
    public const string Done = "Operation completed successfully";

    private readonly StringBuilder _text = new();

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public byte[] Bytes => Encoding.UTF8.GetBytes(_text.ToString());

    public LogEvidence Read() => LogReader.Read(new MemoryStream(Bytes));

    public HookExecution ReadOne() => Read().Hooks.ShouldHaveSingleItem();

    public static string Record(string message, string level = "info", string? reason = null, string extra = "")
    {
        var record = new System.Text.Json.Nodes.JsonObject { ["component"] = "freezer", ["level"] = level, ["msg"] = message, ["pos"] = "virt-freezer.go:1" };
        if (reason is not null)
        {
            record["reason"] = reason;
        }

        record["timestamp"] = "2026-01-02T03:04:05.123456Z";
        return record.ToJsonString()[..^1] + extra + "}\n";
    }

    public LogBuilder Raw(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public LogBuilder Line(string message, params (string Key, LogValue Value)[] fields) => Line(Severity.Info, message, fields);

    public LogBuilder Line(Severity level, string message, params (string Key, LogValue Value)[] fields)
    {
        var entry = new LogEntry(Now, level, message, [new("backup", "velero/nightly"), new("logSource", "pkg/x.go:1"), .. fields.Select(f => new LogField(f.Key, f.Value))]);
        return Raw(json ? LogFormat.Json(entry) : LogFormat.Text(entry));
    }

    public LogBuilder Running(string vm, string phase = "pre", string[]? command = null, string timeout = "30s") => Hook(vm, phase, "running exec hook", command, timeout);

    public LogBuilder Stdout(string vm, string text = "", string phase = "pre", string[]? command = null) => Hook(vm, phase, $"stdout: {text}", command);

    public LogBuilder Stderr(string vm, string text, string phase = "pre", string[]? command = null) => Hook(vm, phase, $"stderr: {text}", command);

    public LogBuilder Error(string text, string phase = "pre", string vm = "db") =>
        Line(Severity.Error, "Error executing hook", [.. Common(vm, phase), ("error", text)]);

    /// <summary>A whole execution that exits with 0.</summary>
    public LogBuilder Freeze(string vm, string stderr, string phase = "pre", string[]? command = null) =>
        Running(vm, phase, command).Stdout(vm, "", phase, command).Stderr(vm, stderr, phase, command);

    public LogBuilder Hook(string vm, string phase, string message, string[]? command = null, string timeout = "30s") => Line(message,
    [
        .. Common(vm, phase),
        ("hookName", "<from-annotation>"),
        ("hookContainer", "compute"),
        ("hookCommand", LogValue.Of(command ?? Command(vm, phase))),
        ("hookOnError", "Fail"),
        ("hookTimeout", new LogValue($"{{{timeout}}}", timeout)),
    ]);

    public static string[] Command(string vm, string phase) =>
        ["/usr/bin/virt-freezer", phase == "pre" ? "--freeze" : "--unfreeze", "--name", vm, "--namespace", "shop"];

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, level))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }

    private (string, LogValue)[] Common(string vm, string phase)
    {
        (string, LogValue)[] pod = namesPods ? [("name", $"virt-launcher-{vm}"), ("namespace", "shop"), ("resource", "pods")] : [];
        return [.. pod, ("hookSource", "annotation"), ("hookType", "exec"), ("hookPhase", phase)];
    }
}
