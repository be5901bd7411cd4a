using System.Text;
using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>The one line at the end that names all volumes that were left out, with reasons, as JSON.</summary>
internal static class SkippedVolumes
{
    private const string Summary = "Summary for skipped PVs: ";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8 };

    public static string? SummaryOf(string message) => message.StartsWith(Summary, StringComparison.Ordinal) ? message[Summary.Length..] : null;

    public static IReadOnlyList<FoundMark> Read(string summary)
    {
        try
        {
            using var document = JsonDocument.Parse(summary, Options);
            return document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Select(Mark).OfType<FoundMark>()] : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static FoundMark? Mark(JsonElement volume) =>
        volume.ValueKind == JsonValueKind.Object ? FoundMark.Of(LogMarkKind.VolumeSkipped, Text(volume, "name"), Reasons(volume)) : null;

    /// <summary>Worded as volume information words it: <c>approach: reason;</c>.</summary>
    private static string Reasons(JsonElement volume)
    {
        var text = new StringBuilder();
        if (volume.TryGetProperty("reasons", out var reasons) && reasons.ValueKind == JsonValueKind.Array)
        {
            foreach (var reason in reasons.EnumerateArray().Where(reason => reason.ValueKind == JsonValueKind.Object))
            {
                text.Append(Text(reason, "approach")).Append(": ").Append(Text(reason, "reason")).Append(';');
            }
        }

        return text.ToString();
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
