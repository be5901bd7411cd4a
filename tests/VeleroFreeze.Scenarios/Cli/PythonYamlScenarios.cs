using System.Text;
using System.Text.Json;
using VeleroFreeze.Cli.Manifests.Splicing;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Cli.Manifests;

namespace VeleroFreeze.Scenarios.Cli;

/// <summary>A second opinion on what files say before and after a change, from parsers that share nothing with ours: libyaml and python3-jsonpatch.</summary>
public sealed class PythonYamlScenarios
{
    private const int Files = 300;

    private const string Judge = """
        import base64, json, sys
        import jsonpatch, yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

        def values(text, is_json):
            if not is_json:
                yield from yaml.load_all(text, Loader=loader)
                return
            text = text.decode("utf-8-sig").strip()
            while text:
                value, end = json.JSONDecoder().raw_decode(text)
                yield value
                text = text[end:].strip()

        def objects(value):
            if isinstance(value, dict) and value.get("kind") == "List":
                for item in value["items"]:
                    yield from objects(item)
            elif isinstance(value, dict):
                yield value

        def read(text, is_json):
            # A round trip gives every value that is an alias a copy of its own.
            found = [o for value in values(base64.b64decode(text), is_json) for o in objects(value)]
            return [json.loads(json.dumps(o)) for o in found]

        def judge(case):
            before = read(case["before"], case["isJson"])
            after = read(case["after"], case["isJson"])
            wanted = [jsonpatch.apply_patch(o, patch) for o, patch in zip(before, case["patches"], strict=True)]
            return {"asRead": before == case["objects"], "asPatched": wanted == after}

        for line in sys.stdin:
            try:
                print(json.dumps(judge(json.loads(line))))
            except Exception as e:
                print(json.dumps(str(e)))
        """;

    [Fact]
    public async Task Python_reads_the_same_and_finds_the_patch_and_nothing_else()
    {
        var cases = Enumerable.Range(0, 2 * Files).Select(Spliced).OfType<Case>().Take(Files).ToList();
        cases.Count.ShouldBe(Files);

        var verdicts = await Python.RunAsync(Judge, cases.Select(one => JsonSerializer.Serialize(one, JsonSerializerOptions.Web)));

        verdicts.Count.ShouldBe(Files);
        foreach (var (spliced, verdict) in cases.Zip(verdicts))
        {
            (verdict == """{"asRead": true, "asPatched": true}""").ShouldBeTrue($"{verdict}\n{Encoding.UTF8.GetString(spliced.After)}");
        }
    }

    private sealed record Case(byte[] Before, byte[] After, bool IsJson, IReadOnlyList<JsonElement> Objects, IReadOnlyList<JsonElement> Patches);

    private static Case? Spliced(int seed)
    {
        var choices = Choices.Random(seed, 250);
        var manifest = ManifestGenerator.Generate(choices);
        var file = SourceFile.Parse("generated", manifest.Bytes);
        var patches = file.Objects.Select(o => HookPatches.For(o.Json, choices) ?? JsonPatch.Empty).ToList();
        var after = file.Splice(file.Objects.Zip(patches).ToDictionary(pair => pair.First, pair => pair.Second)).Bytes;
        return after is null || patches.All(patch => patch.IsEmpty)
            ? null
            : new Case(manifest.Bytes, after, manifest.IsJson, [.. file.Objects.Select(o => Element(o.Json))], [.. patches.Select(patch => Element(patch.ToUtf8Json()))]);
    }

    private static JsonElement Element(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<JsonElement>(json.Span);
}
