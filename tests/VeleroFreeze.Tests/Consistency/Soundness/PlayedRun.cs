using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Backups;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Tests.Sandbox.Velero;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What one run of Velero left behind: the Backup with its status, and its files, unpacked.</summary>
internal sealed record PlayedRun(JsonObject Backup, Dictionary<ArtifactKind, string> Files)
{
    public static async Task<PlayedRun> PlayAsync(VeleroVersion velero, bool logsJson, string spec, IEnumerable<JsonObject> objects, PlayedCluster cluster)
    {
        var backup = TestObjects.Backup(spec);
        await new BackupRun(new RunSettings(velero) { LogsJson = logsJson }, backup, objects, cluster.Delegates).RunAsync(CancellationToken.None);
        backup["status"] = cluster.Reports[^1].Status.DeepClone();
        var uploads = cluster.Reports.SelectMany(report => report.Uploads).ToList();
        var files = new Dictionary<ArtifactKind, string>();
        foreach (var kind in Enum.GetValues<ArtifactKind>().Where(kind => kind != ArtifactKind.BackupContents))
        {
            var name = VeleroFreeze.Sandbox.Velero.Artifacts.ArtifactKinds.FileOf(kind.ToString(), "nightly");
            if (uploads.FindLast(upload => upload.Name == name) is { } upload)
            {
                files[kind] = Unpacked(upload.Content);
            }
        }

        return new PlayedRun(backup, files);
    }

    public BackupObject ReadBackup() => BackupObjectReader.Read(JsonSerializer.SerializeToElement(Backup));

    /// <param name="keep">What is left of a file's bytes; null for nothing.</param>
    public BackupEvidence ReadFiles(Func<byte[], byte[]?> keep) => EvidenceReader.Read(Enum.GetValues<ArtifactKind>().Where(kind => kind != ArtifactKind.BackupContents)
        .ToDictionary(kind => kind, kind => Files.TryGetValue(kind, out var text) && keep(Packed(text)) is { } left ? ArtifactContent.Of(left) : ArtifactContent.Missing()));

    private static string Unpacked(byte[] content)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(content), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(packed, CompressionLevel.Fastest)))
        {
            writer.Write(text);
        }

        return packed.ToArray();
    }
}
