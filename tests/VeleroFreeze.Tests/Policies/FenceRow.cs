using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Tests.Policies;

/// <summary>One row of <c>cases/policies/fences.yaml</c>: who asks an API server for what, and what the policy it stands under has to answer.</summary>
public sealed partial record FenceRow(string Policy, string Name, JsonObject Content)
{
    /// <summary>Of what: one of the table's kinds.</summary>
    public string Kind => Content.TextAt("kind")!;

    public string Who => Content.TextAt("as")!;

    /// <summary>create, update, patch, apply, status or delete.</summary>
    public string Verb => Content.TextAt("do")!;

    public string? Query => Content.TextAt("query");

    /// <summary>What has to be there before, in the members of a row; null where the row creates it.</summary>
    public JsonObject? Before => Content.ObjectAt("before") ?? (Verb is "create" or "apply" ? null : []);

    /// <summary>Whether it is one that the guard warns of, and refuses where its binding says so.</summary>
    public bool IsWarnedOf => Content.TextAt("answer") == "warned";

    public bool IsAllowed => Content.TextAt("answer") == "allowed";

    /// <summary>What was asked, without what was expected.</summary>
    public JsonObject Asked => new(Content.Where(member => member.Key is not ("answer" or "says")).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    /// <summary>An API server warns of everything that a policy finds, and refuses with the first.</summary>
    public string Expected(bool refuses)
    {
        var says = Content["says"] is JsonArray several ? [.. several.Texts()] : new[] { Content.TextAt("says") ?? "" };
        return Content.TextAt("answer") switch
        {
            "allowed" => "allowed",
            "warned" when !refuses => $"warned by {Policy}: {string.Join(", ", says)}",
            _ => $"refused by {Policy}: {says[0]}",
        };
    }

    /// <summary>The plain object of a kind with what a row, or what comes before it, says of it.</summary>
    public static JsonObject Shaped(JsonObject plain, JsonObject row)
    {
        var shaped = Merged(plain, row.ObjectAt("object") ?? []);
        if (row.ObjectAt("own") is { } own)
        {
            shaped = Merged(shaped, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = own.DeepClone() } });
        }

        if (row.ObjectAt("template") is { } template)
        {
            var metadata = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = template.DeepClone() } };
            shaped = Merged(shaped, new JsonObject { ["spec"] = new JsonObject { ["template"] = metadata } });
        }

        for (var i = 0; i < (row.NumberAt("many") ?? 0); i++)
        {
            shaped["spec"]!["template"]!["metadata"]!["annotations"]![$"k{i}"] = "v";
        }

        return shaped;
    }

    /// <summary>Members over members; null stands for null here, and takes nothing out.</summary>
    private static JsonObject Merged(JsonObject below, JsonObject above)
    {
        var merged = below.Clone();
        foreach (var (name, value) in above)
        {
            merged[name] = value is JsonObject inner && merged[name] is JsonObject old ? Merged(old, inner) : value?.DeepClone();
        }

        return merged;
    }

    /// <summary>With names in the place of what stands for them, and members that <c>&lt;&lt;</c> borrows.</summary>
    public static JsonNode? Filled(JsonNode? node, string space, string name) => node switch
    {
        JsonObject map => Borrowed(new JsonObject(map.Select(member => KeyValuePair.Create(member.Key, Filled(member.Value, space, name))))),
        JsonArray list => new JsonArray([.. list.Select(item => Filled(item, space, name))]),
        JsonValue value when value.AsText() is { } text => Repeated().Replace(
            text.Replace("{ns}", space, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal),
            match => new string(match.Groups[2].Value[0], int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))),
        _ => node?.DeepClone(),
    };

    private static JsonObject Borrowed(JsonObject map)
    {
        if (map["<<"] is not JsonObject other)
        {
            return map;
        }

        map.Remove("<<");
        return Merged(other, map);
    }

    public override string ToString() => Name;

    [GeneratedRegex(@"\{(\d+)\*(\w)\}")]
    private static partial Regex Repeated();
}
