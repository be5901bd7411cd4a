using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Writes;

/// <summary>Turns what was submitted into what may be stored: system metadata, defaults, generation, and the rules.</summary>
internal static class ObjectBuilder
{
    /// <summary>Letters that spell nothing.</summary>
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";

    private const int LongestPrefix = 58;

    /// <summary>Gives a submitted object the metadata that only the server gives.</summary>
    public static void FillForCreate(ResourceType type, JsonObject node, DateTimeOffset now)
    {
        var metadata = node.Ensure("metadata");
        foreach (var name in (string[])["selfLink", "managedFields", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"])
        {
            metadata.Remove(name);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamp(now);
        if (string.IsNullOrEmpty(metadata.TextAt("name")) && metadata.TextAt("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = prefix[..Math.Min(prefix.Length, LongestPrefix)] + RandomNumberGenerator.GetString(SuffixLetters, 5);
        }

        if (type.TracksGeneration)
        {
            metadata["generation"] = 1;
        }

        if (type.HasStatus)
        {
            node.Remove("status");
        }

        type.Defaults?.Invoke(node);
    }

    /// <summary>The new state of an object from what was submitted and what stands.</summary>
    public static void FillForUpdate(WriteRequest request, JsonObject node, JsonObject before)
    {
        var type = request.Type.Storage;
        if (request.IsStatus)
        {
            KeepAllButStatus(type, node, before);
        }
        else
        {
            foreach (var name in type.HasStatus ? type.KeptOnUpdate.Append("status") : type.KeptOnUpdate)
            {
                node.SetOrRemove(name, before[name]);
            }
        }

        var metadata = node.Ensure("metadata");
        metadata.Remove("managedFields");
        metadata.Remove("selfLink");
        foreach (var name in (string[])["uid", "creationTimestamp"])
        {
            if (metadata[name] is null)
            {
                metadata.SetOrRemove(name, before.At("metadata", name));
            }
        }

        foreach (var name in before.At("metadata", "deletionTimestamp") is null ? (string[])["generation"] : ["generation", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            metadata.SetOrRemove(name, before.At("metadata", name));
        }

        type.Defaults?.Invoke(node);
        if (type.TracksGeneration && before.NumberAt("metadata", "generation") is { } generation && HasNewGeneration(type, node, before))
        {
            metadata["generation"] = generation + 1;
        }
    }

    /// <exception cref="StatusException">The object breaks a rule.</exception>
    public static void Validate(WriteRequest request, JsonObject node, JsonObject? before)
    {
        var type = request.Type.Storage;
        var change = before is null ? [] : MetadataRules.CheckChange(node, before);
        var rules = ((ResourceType[])[type, request.Type]).Distinct().SelectMany(one => one.Rules?.Invoke(node, before) ?? []);
        var errors = MetadataRules.Check(type.NameRule, node).Concat(change).Concat(rules).ToList();
        if (errors.Count > 0)
        {
            throw Refusal.Invalid(request.Type, node.TextAt("metadata", "name") ?? "", errors);
        }
    }

    /// <summary>Two states are the same when they differ in nothing but the revision.</summary>
    public static bool IsSame(JsonObject node, StoredObject standing)
    {
        var copy = node.Clone();
        copy.Ensure("metadata").SetOrRemove("resourceVersion", standing.Metadata.At("resourceVersion"));
        return JsonNode.DeepEquals(copy, standing.Json);
    }

    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The status of a built-in kind may be written together with labels and annotations; that of a custom one only by itself.</summary>
    private static void KeepAllButStatus(ResourceType type, JsonObject node, JsonObject before)
    {
        foreach (var name in node.Select(member => member.Key).Union(before.Select(member => member.Key)).ToList())
        {
            if (name != "status" && (type.IsCustom || name != "metadata"))
            {
                node.SetOrRemove(name, before[name]);
            }
        }
    }

    private static bool HasNewGeneration(ResourceType type, JsonObject node, JsonObject before) =>
        node.Union(before)
            .Select(member => member.Key)
            .Where(name => name != "metadata" && !(name == "status" && type.HasStatus))
            .Any(name => !JsonNode.DeepEquals(node[name], before[name]));
}
