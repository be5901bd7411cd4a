using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Members = System.Collections.Generic.List<(string Name, object? Value)>;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>A file as some author might have written it.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="IsTame">Nothing in it gives a reason to refuse a change.</param>
/// <param name="IsJson">Written as JSON.</param>
internal sealed record GeneratedManifest(byte[] Bytes, bool IsTame, bool IsJson);

internal static class ManifestGenerator
{
    public static GeneratedManifest Generate(Choices choices)
    {
        var isTame = !choices.OneIn(4);
        var isJson = choices.OneIn(6);
        var objects = Enumerable.Range(0, 1 + choices.Below(3)).Select(_ => Object(choices)).ToList();
        var text = isJson ? Json(objects, choices) : Yaml(objects, isTame, choices);
        text = choices.Of("\n", "\n", "\r\n") is var lineBreak && lineBreak == "\n" ? text : text.Replace("\n", lineBreak, StringComparison.Ordinal);
        text = choices.OneIn(6) ? text.TrimEnd('\r', '\n') : text;
        return new GeneratedManifest(Encoding.UTF8.GetBytes((choices.OneIn(10) ? "\uFEFF" : "") + text), isTame, isJson);
    }

    private static Members Object(Choices choices) => choices.Below(5) switch
    {
        3 => ManifestModel.Other(choices),
        4 => ManifestModel.ListOf([ManifestModel.VirtualMachine(choices), ManifestModel.Other(choices)]),
        _ => ManifestModel.VirtualMachine(choices),
    };

    private static string Yaml(List<Members> objects, bool isTame, Choices choices)
    {
        var text = new StringBuilder(choices.Of("", "", "---\n", "# head\n---\n", "%YAML 1.1\n---\n"));
        for (var i = 0; i < objects.Count; i++)
        {
            text.Append(i == 0 ? "" : choices.Of("---\n", "--- # next\n", "...\n---\n", "# foot\n\n---\n\n"));
            text.Append(new YamlAuthor(choices, isTame).Document(objects[i]));
        }

        return text.Append(choices.Of("", "", "...\n", "\n\n", "# end\n")).ToString();
    }

    private static string Json(List<Members> objects, Choices choices)
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = choices.OneIn(2),
            IndentCharacter = choices.Of(' ', '\t'),
            IndentSize = choices.Of(2, 1, 4),
            NewLine = "\n",
        };
        return string.Concat(objects.Select(o => Node(o)!.ToJsonString(options) + "\n"));
    }

    private static JsonNode? Node(object? value) => value switch
    {
        Members members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, Node(member.Value)))),
        List<object?> items => new JsonArray([.. items.Select(Node)]),
        string text => JsonValue.Create(text),
        int number => JsonValue.Create(number),
        bool flag => JsonValue.Create(flag),
        _ => null,
    };
}
