using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>What a run left behind, read as a client reads it: through the uploaded files.</summary>
internal sealed record FinishedRun(string Name, TestCluster Cluster)
{
    public string[] Log => Text("-logs.gz").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<string> Phases => Cluster.Reports.Select(report => report.Phase);

    public string Phase => Cluster.Reports[^1].Phase;

    public JsonObject Status => Cluster.Reports[^1].Status;

    public JsonNode Json(string suffix) => JsonNode.Parse(Text(suffix))!;

    /// <summary>The latest upload of a file, unpacked.</summary>
    public string Text(string suffix) => Encoding.UTF8.GetString(Unpack(Latest(Name + suffix)));

    public byte[] Latest(string file) => Cluster.Reports.SelectMany(report => report.Uploads).Last(upload => upload.Name == file).Content;

    /// <summary>The messages of lines, without their fields.</summary>
    public List<string> Messages => [.. Log.Select(line => line.Split(" msg=")[1].Split([" Backup=", " backup="], StringSplitOptions.None)[0].Trim('"'))];

    public static byte[] Unpack(byte[] content)
    {
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
