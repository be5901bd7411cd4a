using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>
/// Each folder of <c>cases/velero</c> is a small backup: <c>case.json</c> says what stands in the cluster and what its commands do; the
/// other files are the whole log, the artifacts and the phases.
/// </summary>
public class WholeBackupTests
{
    private static readonly string[] Documents = ["results", "resource-list.json", "volumeinfo.json", "itemoperations.json"];

    public static TheoryData<string> Cases => GoldenCases.Of("velero");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Leaves_behind_what_is_recorded(string name)
    {
        var folder = GoldenCases.Folder("velero", name);
        var given = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "case.json")))!;
        var run = await RunAsync(given);
        GoldenCases.ShouldMatch(Path.Combine(folder, "log.txt"), run.Text("-logs.gz"));
        foreach (var document in Documents)
        {
            GoldenCases.ShouldMatch(Path.Combine(folder, document.Replace(".json", "") + ".json"), run.Text($"-{document}.gz"));
        }

        GoldenCases.ShouldMatch(Path.Combine(folder, "phases.txt"), string.Concat(run.Cluster.Reports.Select(Line)));
    }

    private static string Line(Progress report) =>
        $"{report.At:HH:mm:ss} {report.Phase} hookStatus={report.Status["hookStatus"]?.ToJsonString() ?? "absent"} uploads={report.Uploads.Count}\n";

    private static Task<FinishedRun> RunAsync(JsonNode given)
    {
        var commands = given["commands"]?.AsArray() ?? [];
        var cluster = new TestCluster
        {
            Handle = (double?)given["secondsToHandle"] ?? 0,
            Exec = request => Answer(commands.FirstOrDefault(command => Fits(command!, request))),
        };
        var settings = new RunSettings(VeleroVersion.Find((string)given["version"]!)!) { LogsJson = (bool?)given["json"] ?? false };
        return cluster.RunAsync(settings, TestObjects.Backup(given["spec"]?.ToJsonString() ?? "{}"), given["vms"]!.AsArray().SelectMany(Vm!));
    }

    private static bool Fits(JsonNode command, ExecRequest request) =>
        string.Join(' ', request.Command).Contains((string)command["contains"]!, StringComparison.Ordinal);

    private static (ExecOutcome, double) Answer(JsonNode? command) =>
        (new ExecOutcome.Exited((int?)command?["exit"] ?? 0, "", (string?)command?["stderr"] ?? ""), (double?)command?["seconds"] ?? 0);

    private static IEnumerable<JsonObject> Vm(JsonNode vm) => TestObjects.Vm(
        (string)vm["name"]!,
        vm["claims"].Deserialize<string[]>(),
        "rbd.csi",
        [.. (vm["annotations"]?.AsObject() ?? []).Select(pair => (pair.Key, (string)pair.Value!))]);
}
