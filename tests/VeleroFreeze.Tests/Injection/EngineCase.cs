using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Injection;

/// <summary>
/// One folder of <c>cases/engine</c>: <c>request.json</c> says what is asked, <c>object.json</c> and <c>old.json</c> are the objects, <c>expected.json</c> is the whole answer.
/// </summary>
internal static class EngineCase
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static InjectionRequest Read(string folder)
    {
        var request = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "request.json")))!;
        var old = Path.Combine(folder, "old.json");
        return new InjectionRequest
        {
            Operation = Enum.Parse<InjectionOperation>((string)request["operation"]!, ignoreCase: true),
            Object = File.ReadAllBytes(Path.Combine(folder, "object.json")),
            OldObject = File.Exists(old) ? File.ReadAllBytes(old) : default,
            Namespace = (string?)request["namespace"],
            NamespaceDefault = (string?)request["namespaceDefault"] is { } policy ? Enum.Parse<FreezePolicy>(policy, ignoreCase: true) : null,
            KubeVirt = Release(Version(folder)),
            OnError = Enum.Parse<OnError>((string?)request["onError"] ?? "Continue"),
            TakeOwnership = (bool?)request["takeOwnership"] ?? false,
            Remove = (bool?)request["remove"] ?? false,
        };
    }

    /// <summary>The case's KubeVirt release as it is written; null for the newest.</summary>
    public static string? Version(string folder) => (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "request.json")))!["kubevirt"];

    /// <summary>What is no release, <c>unknown</c> or a distribution's number, is one that nobody tells.</summary>
    private static KubeVirtVersion Release(string? text) =>
        text is null ? KubeVirtVersion.Newest : KubeVirtVersion.TryParse(text, out var version) ? version : KubeVirtVersion.Unknown;

    public static string Render(InjectionResult result)
    {
        var answer = new JsonObject
        {
            ["outcome"] = result.Outcome.ToString(),
            ["reason"] = result.ReasonCode,
            ["policy"] = result.Policy.ToString(),
            ["warnings"] = new JsonArray([.. result.Warnings.Select(w => JsonValue.Create($"{w.Code}: {w.Text}"))]),
            ["patch"] = JsonNode.Parse(Encoding.UTF8.GetString(result.Patch.ToUtf8Json())),
        };
        return answer.ToJsonString(Indented) + "\n";
    }
}
