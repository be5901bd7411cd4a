using System.Text.Json;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Core.Preflight;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>A report in the form that was asked for.</summary>
internal static class PreflightOutput
{
    public static string Of(PreflightReport report, string format, CommandIO io) => format switch
    {
        "json" => ReportOutput.Json(Json(report)),
        "yaml" => JsonYaml.Of(Json(report)),
        _ => new PreflightText(io.HasColours, io.HasSymbols).Of(report),
    };

    public static int ExitCodeOf(PreflightReport report) => report.Status switch
    {
        CheckStatus.Failed => ExitCode.No,
        CheckStatus.Unknown => ExitCode.CannotTell,
        _ => ExitCode.Fine,
    };

    private static byte[] Json(PreflightReport report)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonOutput.Indented))
        {
            writer.WriteStartObject();
            writer.WriteString("status", PreflightText.Word(report.Status));
            writer.WriteNumber("notOptedIn", report.NotOptedIn);
            writer.WriteStartArray("checks");
            foreach (var group in report.Groups)
            {
                Write(writer, group);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, CheckGroup group)
    {
        foreach (var result in group.Results)
        {
            writer.WriteStartObject();
            writer.WriteString("group", group.Name);
            if (group.Machine is { } machine)
            {
                writer.WriteString("namespace", machine.Namespace);
                writer.WriteString("name", machine.Name);
            }

            writer.WriteString("id", result.Check.Id);
            writer.WriteString("status", PreflightText.Word(result.Status));
            writer.WriteString("reason", result.Reason);
            if (result.Remedy is { } remedy)
            {
                writer.WriteString("set", remedy);
            }

            if (result.Status != CheckStatus.Ok)
            {
                writer.WriteString("hint", result.Check.Hint);
            }

            writer.WriteEndObject();
        }
    }
}
