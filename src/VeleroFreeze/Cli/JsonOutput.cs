using System.Text.Encodings.Web;
using System.Text.Json;
using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli;

/// <summary>What the JSON outputs of all commands have in common.</summary>
internal static class JsonOutput
{
    /// <summary>For people and for machines: indented, and readable beyond ASCII.</summary>
    public static JsonWriterOptions Indented { get; } = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Utf8JsonWriter writer, SourceError error)
    {
        writer.WriteStartObject();
        writer.WriteString("path", error.Path);
        writer.WriteNumber("line", error.Line);
        writer.WriteNumber("column", error.Column);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
    }
}
