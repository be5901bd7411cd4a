using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Policies;

namespace VeleroFreeze.Scenarios.Policies;

/// <summary>A real API server that is asked the rows of the table, each as the one who asks there.</summary>
internal sealed partial class FencedServer(HttpClient admin) : IAsyncDisposable
{
    private readonly string _space = $"fences-{Guid.NewGuid().ToString("N")[..6]}";
    private int _asked;

    /// <summary>Creates the namespace and the roles by which only policies stand in anybody's way.</summary>
    public async Task PrepareAsync()
    {
        await RealServer.PrepareAsync(admin);
        var space = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = _space } };
        (await admin.PostAsJsonAsync("/api/v1/namespaces", space)).EnsureSuccessStatusCode();
        foreach (var right in FenceTable.Rights.Select(right => FenceRow.Filled(right, _space, "")))
        {
            (await admin.PostAsJsonAsync(PathOf(right!), right)).EnsureSuccessStatusCode();
        }
    }

    /// <returns>"allowed", or by which policy it was warned of or refused, and in which words.</returns>
    public async Task<string> AskAsync(FenceRow row)
    {
        var name = $"row-{++_asked}";
        var content = (JsonObject)FenceRow.Filled(row.Content, _space, name)!;
        var kind = (JsonObject)FenceRow.Filled(FenceTable.Kind(row.Kind), _space, name)!;
        var sent = row with { Content = content };
        var (path, plain) = (kind.TextAt("path")!, kind.ObjectAt("object")!);
        var there = sent.Before is { } before ? await CreatedAsync(path, plain, before) : null;
        try
        {
            using var request = Request(sent, path, FenceRow.Shaped(there ?? plain, content));
            request.Headers.Add("Impersonate-User", FenceTable.UserOf(row));
            request.Headers.Add("Impersonate-Group", _space);
            using var response = await admin.SendAsync(request);
            return await AnswerAsync(response);
        }
        finally
        {
            await RemoveAsync($"{path}/{(there ?? FenceRow.Shaped(plain, content)).TextAt("metadata", "name")}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var path in FenceTable.Rights.Select(right => FenceRow.Filled(right, _space, "")!).Select(right => $"{PathOf(right)}/{right.TextAt("metadata", "name")}"))
        {
            using var deleted = await admin.DeleteAsync(path);
        }

        await RealServer.CleanAsync(_space);
    }

    private async Task<JsonObject> CreatedAsync(string path, JsonObject plain, JsonObject before)
    {
        using var created = await admin.PostAsJsonAsync(path, FenceRow.Shaped(plain, before));
        var text = await created.Content.ReadAsStringAsync();
        created.IsSuccessStatusCode.ShouldBeTrue(text);
        var there = (JsonObject)JsonNode.Parse(text)!;
        var own = $"{path}/{there.TextAt("metadata", "name")}";
        if (before["patch"] is { } patch)
        {
            using var patched = await admin.PatchAsync(own, Body(patch, PatchType(patch)));
            patched.EnsureSuccessStatusCode();
        }

        if (before.BoolAt("deleted") == true)
        {
            (await admin.DeleteAsync(own)).EnsureSuccessStatusCode();
        }

        return there;
    }

    private async Task RemoveAsync(string path)
    {
        using var freed = await admin.PatchAsync(path, Body(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, "application/merge-patch+json"));
        using var deleted = await admin.DeleteAsync(path);
    }

    private static HttpRequestMessage Request(FenceRow row, string path, JsonObject shaped)
    {
        var own = $"{path}/{shaped.TextAt("metadata", "name")}";
        var query = row.Query is { } text ? $"?{text}" : "";
        return row.Verb switch
        {
            "create" => new HttpRequestMessage(HttpMethod.Post, path + query) { Content = Body(shaped, "application/json") },
            "update" => new HttpRequestMessage(HttpMethod.Put, own + query) { Content = Body(shaped, "application/json") },
            "status" => new HttpRequestMessage(HttpMethod.Put, $"{own}/status{query}") { Content = Body(shaped, "application/json") },
            "apply" => new HttpRequestMessage(HttpMethod.Patch, $"{own}?fieldManager=fences") { Content = Body(shaped, "application/apply-patch+yaml") },
            "patch" => new HttpRequestMessage(HttpMethod.Patch, own + query) { Content = Body(row.Content["patch"]!, PatchType(row.Content["patch"]!)) },
            "delete" => new HttpRequestMessage(HttpMethod.Delete, own + query),
            _ => throw new InvalidOperationException($"{row.Name}: nobody can {row.Verb}"),
        };
    }

    private static string PatchType(JsonNode patch) => patch is JsonArray ? "application/json-patch+json" : "application/merge-patch+json";

    private static ByteArrayContent Body(JsonNode body, string type) => new(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private async Task<string> AnswerAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.NonValidated.TryGetValues("Warning", out var values) ? values.ToList() : [];
        string[] said = response.IsSuccessStatusCode ? [.. warnings] : [JsonNode.Parse(text).TextAt("message") ?? text];
        var found = said.Select(message => (Message: message, Match: Finding().Match(message))).ToList();
        if (found.Find(one => !one.Match.Success) is { Message: { } other })
        {
            return $"{(int)response.StatusCode}: {other}".Replace(_space, "{ns}", StringComparison.Ordinal);
        }

        var says = string.Join(", ", found.Select(one => one.Match.Groups["says"].Value)).Replace(_space, "{ns}", StringComparison.Ordinal);
        return found.Count == 0 ? "allowed" : $"{(response.IsSuccessStatusCode ? "warned" : "refused")} by {found[0].Match.Groups["policy"].Value}: {says}";
    }

    /// <summary>Where the API server has objects of the kind: only what the table's roles are made of.</summary>
    private static string PathOf(JsonNode right)
    {
        var space = right.TextAt("metadata", "namespace") is { } name ? $"namespaces/{name}/" : "";
        return $"/apis/rbac.authorization.k8s.io/v1/{space}{right.TextAt("kind")!.ToLowerInvariant()}s";
    }

    [GeneratedRegex("ValidatingAdmissionPolicy '(?<policy>[^']+)' with binding '[^']+'(?: denied request)?: (?<says>[^\"]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Finding();
}
