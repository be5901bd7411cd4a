using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Tests.Injection;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Policies;

/// <summary>
/// What an API server made of the cases of <c>cases/engine</c> with the policy of <c>deploy/overlays/mutating-admission-policy</c> installed:
/// <c>cases/policies/injection.json</c>, with the digest of the policy that was asked.
/// </summary>
public static class PolicyAnswers
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string File { get; } = GoldenCases.Folder("policies", "injection.json");

    /// <summary>Cases of which an API server can be asked, with the settings that the policy has: those of an installation that changed none.</summary>
    public static IReadOnlyList<string> Cases { get; } = [.. ((IEnumerable<object[]>)GoldenCases.Of("engine")).Select(row => (string)row[0]).Where(IsAsked)];

    /// <summary>Where the answers differ from the engine's, and why.</summary>
    public static IReadOnlyDictionary<string, string> Exceptions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["duplicate-annotations-refused"] = "a key that stands twice is decided before the policy is asked",
        ["duplicate-hook-key-refused"] = "a key that stands twice is decided before the policy is asked",
        ["namespace-invalid"] = "no API server has a namespace of that name, so it was asked in another",
    };

    public static InjectionRequest Request(string name) => EngineCase.Read(GoldenCases.Folder("engine", name));

    /// <summary>What the ConfigMap says about KubeVirt's release in this case; null where there is no ConfigMap.</summary>
    public static string? VersionOf(string name) => EngineCase.Version(GoldenCases.Folder("engine", name)) switch
    {
        null => KubeVirtVersion.Newest.ToString(),
        "unknown" => null,
        var text => text,
    };

    /// <summary>Of the policy that the recorded answers are of.</summary>
    public static string PolicyDigest => Digest([System.IO.File.ReadAllBytes(DeployFile("overlays", "mutating-admission-policy", "injection.yaml"))]);

    public static string DeployFile(params string[] parts) => Path.Combine([Path.GetDirectoryName(File)!, "..", "..", "..", "..", "deploy", .. parts]);

    /// <summary>The digest of what answers were given by, so that a change without a new recording is noticed.</summary>
    public static string Digest(IEnumerable<byte[]> parts) => Convert.ToHexStringLower(SHA256.HashData([.. parts.SelectMany(part => part)]));

    /// <summary>What counts of an object: the VM's own annotations, and those of its template.</summary>
    public static JsonObject AnnotationsOf(JsonNode? vm) => new()
    {
        ["own"] = Sorted((vm?["metadata"] as JsonObject)?["annotations"]),
        ["template"] = Sorted((((vm?["spec"] as JsonObject)?["template"] as JsonObject)?["metadata"] as JsonObject)?["annotations"]),
    };

    public static JsonObject EngineAnswer(string name)
    {
        var request = Request(name);
        return AnnotationsOf(Rfc6902.Apply(JsonNode.Parse(request.Object.Span), HookInjector.Decide(request).Patch));
    }

    public static string Render(JsonNode answers) => answers.ToJsonString(Indented) + "\n";

    private static bool IsAsked(string name)
    {
        var request = Request(name);
        return request is { Operation: not InjectionOperation.Offline, OnError: OnError.Continue };
    }

    private static JsonObject Sorted(JsonNode? annotations) =>
        new JsonObject((annotations as JsonObject ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
}
