using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Cli.Verify;

/// <summary>A report for machines.</summary>
internal static class ReportOutput
{
    public static string Json(ConsistencyReport report) => Json(ReportJson.Write(report));

    public static string Yaml(ConsistencyReport report) => JsonYaml.Of(ReportJson.Write(report));

    /// <summary>Indented, and readable beyond ASCII.</summary>
    public static string Json(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonOutput.Indented))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
