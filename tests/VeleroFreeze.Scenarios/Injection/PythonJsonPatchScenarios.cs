using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Injection;

namespace VeleroFreeze.Scenarios.Injection;

/// <summary>A second opinion on the engine's patches: python3-jsonpatch applies them and gets what our own applier gets.</summary>
public sealed class PythonJsonPatchScenarios
{
    private const int Patches = 20_000;

    private const string Judge = """
        import json, sys
        import jsonpatch

        for line in sys.stdin:
            case = json.loads(line)
            try:
                print("same" if jsonpatch.apply_patch(case["before"], case["patch"]) == case["after"] else "different")
            except Exception as e:
                print(repr(e))
        """;

    [Fact]
    public async Task Python_applies_every_patch_to_the_same_result()
    {
        var cases = Enumerable.Range(0, int.MaxValue).Select(Patched).OfType<string>().Take(Patches).ToList();

        var verdicts = await Python.RunAsync(Judge, cases);

        verdicts.Count.ShouldBe(Patches);
        foreach (var (one, verdict) in cases.Zip(verdicts))
        {
            verdict.ShouldBe("same", one);
        }
    }

    private static string? Patched(int seed)
    {
        var request = new RandomObjects(seed).Next();
        var patch = HookInjector.Decide(request).Patch;
        if (patch.IsEmpty)
        {
            return null;
        }

        var after = JsonObjectPatcher.TryApply(JsonSlice.Parse(request.Object), patch, out _).ShouldNotBeNull();
        return new JsonObject
        {
            ["before"] = JsonNode.Parse(request.Object.Span),
            ["patch"] = JsonNode.Parse(Encoding.UTF8.GetString(patch.ToUtf8Json())),
            ["after"] = JsonNode.Parse(after.Span),
        }.ToJsonString();
    }
}
