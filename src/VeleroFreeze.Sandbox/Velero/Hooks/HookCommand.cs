using System.Text.Json;

namespace VeleroFreeze.Sandbox.Velero.Hooks;

/// <summary>The command of an annotation: a JSON array of strings, or one argument, whatever is in it. Never split, never a shell.</summary>
internal static class HookCommand
{
    public static IReadOnlyList<string> Parse(string text)
    {
        if (!text.StartsWith('['))
        {
            return [text];
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(word => word.GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [text];
        }
    }
}
