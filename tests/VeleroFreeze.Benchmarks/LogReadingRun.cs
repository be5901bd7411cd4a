using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;

namespace VeleroFreeze.Benchmarks;

/// <summary>
/// Reads a generated log of 200 MB, one line in a hundred about a hook, from its gzip; beside it, turn by turn, what one would type: <c>zcat | grep -c</c>.
/// The pipe's count goes to a file: on <c>/dev/null</c> grep stops at its first match.
/// </summary>
internal static class LogReadingRun
{
    private const long Length = 200_000_000;

    private const int Rounds = 7;

    public static void Run()
    {
        var file = Path.GetTempFileName();
        var counted = Path.GetTempFileName();
        try
        {
            Generate(file);
            var bytes = File.ReadAllBytes(file);
            List<double> ours = [], theirs = [];
            for (var round = 0; round < Rounds; round++)
            {
                ours.Add(Seconds(() => Read(bytes)));
                theirs.Add(Seconds(() => Pipe(file, counted)));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Length / 1e6:F0} MB in {bytes.Length / 1e6:F1} MB of gzip, {File.ReadAllText(counted).Trim()} hook lines, median of {Rounds}:"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"EvidenceReader            {Median(ours):F3} s ({ours.Min():F3}-{ours.Max():F3})"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"zcat | grep -c hookPhase  {Median(theirs):F3} s ({theirs.Min():F3}-{theirs.Max():F3})"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio                     {Median(ours) / Median(theirs):F2}"));
        }
        finally
        {
            File.Delete(file);
            File.Delete(counted);
        }
    }

    private static void Read(byte[] bytes)
    {
        var log = EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent> { [ArtifactKind.BackupLog] = ArtifactContent.Of(bytes) }).Log;
        if (log.State != ArtifactState.Complete || log.UnreadableLines > 0 || log.Hooks.Any(hook => hook.Outcome != HookOutcome.Succeeded))
        {
            throw new InvalidOperationException("the log was not read as it was written");
        }
    }

    private static void Pipe(string file, string counted)
    {
        using var shell = Process.Start("/bin/sh", ["-c", $"zcat < {file} | grep -c hookPhase > {counted}"]);
        shell.WaitForExit();
    }

    private static void Generate(string file)
    {
        var random = new Random(1);
        using var gzip = new GZipStream(File.Create(file), CompressionLevel.Optimal);
        long written = 0;
        for (var vm = 0; written < Length; vm++)
        {
            var text = new StringBuilder();
            Items(text, random, vm, 297);
            foreach (var message in (string[])["running exec hook", "stdout: ", "stderr: " + Stderr])
            {
                Line(text, message, $"hookCommand=\"[/usr/bin/virt-freezer --freeze --name vm-{vm} --namespace shop]\" hookContainer=compute hookName=\"<from-annotation>\" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout=\"{{1m0s}}\" hookType=exec logSource=\"pkg/podexec/pod_command_executor.go:133\"");
            }

            var block = Encoding.UTF8.GetBytes(text.ToString());
            gzip.Write(block);
            written += block.Length;
        }
    }

    private static string Stderr =>
        """{\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Guest agent version is 8.2.7\",\"pos\":\"virt-freezer.go:86\",\"timestamp\":\"2026-01-02T03:04:05.123456Z\"}\n"""
        + """{\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Operation completed successfully\",\"pos\":\"virt-freezer.go:121\",\"timestamp\":\"2026-01-02T03:04:05.323456Z\"}\n""";

    private static void Items(StringBuilder text, Random random, int vm, int count)
    {
        string[] resources = ["pods", "secrets", "configmaps", "events", "virtualmachines.kubevirt.io", "persistentvolumeclaims", "datavolumes.cdi.kubevirt.io"];
        for (var i = 0; i < count; i++)
        {
            var resource = resources[random.Next(resources.Length)];
            var fields = $"logSource=\"pkg/backup/item_backupper.go:{random.Next(100, 900)}\" name=vm-{vm}-{random.Next():x8} namespace=shop-{random.Next(50)} resource={resource}";
            Line(text, i % 3 == 0 ? "Backing up item" : i % 3 == 1 ? $"Processing item {random.Next():x8}" : "Executing custom action", fields);
        }
    }

    private static void Line(StringBuilder text, string message, string fields) =>
        text.Append("time=\"2026-01-02T03:04:05Z\" level=info msg=\"").Append(message).Append("\" backup=velero/nightly-20260102030405 ").Append(fields).Append('\n');

    private static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
