using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Timelines;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>
/// One folder of <c>cases/verdicts</c>: Velero's artifacts as readable files, what was known of the cluster, and what is claimed of it.
/// An artifact without a file is missing; <c>log-cut.txt</c> is served without its last bytes, <c>log-too-large.txt</c> not at all.
/// </summary>
internal sealed class VerdictCase(string folder)
{
    private static readonly (string File, ArtifactKind Kind)[] Artifacts =
    [
        ("log.txt", ArtifactKind.BackupLog),
        ("log.json", ArtifactKind.BackupLog),
        ("results.json", ArtifactKind.BackupResults),
        ("resource-list.json", ArtifactKind.BackupResourceList),
        ("volumeinfo.json", ArtifactKind.BackupVolumeInfos),
        ("itemoperations.json", ArtifactKind.BackupItemOperations),
        ("podvolumebackups.json", ArtifactKind.PodVolumeBackups),
    ];

    public static VerdictCase Of(string name) => new(GoldenCases.Folder("verdicts", name));

    public string File(string name) => Path.Combine(folder, name);

    /// <summary>A VM, its verdict and its reasons, one VM a line.</summary>
    public IReadOnlyList<string> Claims => System.IO.File.ReadAllLines(File("claim.txt"));

    public BackupFacts Facts()
    {
        using var backup = JsonDocument.Parse(System.IO.File.ReadAllBytes(File("backup.json")));
        return new BackupFacts
        {
            Backup = BackupObjectReader.Read(backup.RootElement),
            Evidence = EvidenceReader.Read(Contents()),
            History = Exists("history.json") ? ClusterHistoryJson.Read(System.IO.File.ReadAllBytes(File("history.json")))
                : Objects("objects-throughout.json") is { } word ? ClusterHistory.ByWord(word)
                : ClusterHistory.Nothing,
            InBackup = Objects("objects.json"),
            Afterwards = Objects("objects-afterwards.json"),
            MachineBackups = Exists("meanwhile.json") ? SeenMachineBackupsJson.Read(System.IO.File.ReadAllBytes(File("meanwhile.json"))) : SeenMachineBackups.Nothing,
        };
    }

    private Dictionary<ArtifactKind, ArtifactContent> Contents()
    {
        var contents = Artifacts.Where(artifact => Exists(artifact.File)).ToDictionary(artifact => artifact.Kind, artifact => ArtifactContent.Of(Zip(artifact.File)));
        if (Exists("log-cut.txt"))
        {
            contents[ArtifactKind.BackupLog] = ArtifactContent.Of(Zip("log-cut.txt").AsMemory()[..^9]);
        }

        if (Exists("log-too-large.txt"))
        {
            contents[ArtifactKind.BackupLog] = new ArtifactContent(ArtifactState.Unreadable, default, "it is larger than is fetched", LimitExceeded: true);
        }

        return contents;
    }

    private byte[] Zip(string file)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(System.IO.File.ReadAllBytes(File(file)));
        }

        return zipped.ToArray();
    }

    private ClusterFacts? Objects(string file)
    {
        if (!Exists(file))
        {
            return null;
        }

        using var list = JsonDocument.Parse(System.IO.File.ReadAllBytes(File(file)));
        return ClusterFactsReader.Read([list.RootElement], DateTimeOffset.UnixEpoch);
    }

    private bool Exists(string file) => System.IO.File.Exists(File(file));

    /// <summary>What <c>explain</c> tells of every VM: the verdict, the timeline with its lines, and what to do.</summary>
    public static string Explain(BackupFacts facts, ConsistencyReport report)
    {
        var text = new StringBuilder();
        foreach (var machine in report.VirtualMachines)
        {
            text.Append(machine.Key).Append(": ").Append(ReportText.Label(machine.Verdict)).Append(": ").Append(machine.Message).Append('\n');
            foreach (var entry in Timeline.Of(facts, report, machine.Key))
            {
                text.Append("  ").Append(entry.At?.UtcDateTime.ToString("HH:mm:ss", null) ?? "--:--:--")
                    .Append(entry.Line is { } line ? $" line {line}" : "").Append("  ").Append(entry.Text).Append('\n');
            }

            foreach (var advice in machine.Reasons.Select(Advice.For).OfType<string>())
            {
                text.Append("  do: ").Append(advice).Append('\n');
            }
        }

        return text.ToString();
    }
}
