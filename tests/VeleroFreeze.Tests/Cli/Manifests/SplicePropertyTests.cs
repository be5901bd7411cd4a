using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Cli.Manifests.Splicing;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli.Manifests;

public sealed class SplicePropertyTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly Arbitrary<int[]> Numbers = Arb.From(Gen.Choose(0, 999_999).ArrayOf(250), Shrink);

    [Fact]
    public void A_spliced_file_says_what_the_patch_says_and_loses_no_line()
    {
        var tally = new Tally();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(5_000)),
            Prop.ForAll(Numbers, numbers => Examine(new Choices(numbers), tally)));

        output.WriteLine($"{tally.Spliced} spliced, {tally.Refused} refused");
        tally.Spliced.ShouldBeGreaterThan(tally.Refused * 9);
    }

    // Behind the end of the list every choice is the simplest one.
    private static IEnumerable<int[]> Shrink(int[] numbers) =>
        new[] { numbers.Length / 2, numbers.Length - 1 }.Where(length => length > 0).Select(length => numbers[..length])
            .Concat(Enumerable.Range(0, numbers.Length).Where(i => numbers[i] != 0).Select(i => (int[])[.. numbers[..i], 0, .. numbers[(i + 1)..]]));

    private static void Examine(Choices choices, Tally tally)
    {
        var manifest = ManifestGenerator.Generate(choices);
        var file = SourceFile.Parse("generated", manifest.Bytes);
        file.Errors.ShouldBeEmpty(Encoding.UTF8.GetString(manifest.Bytes));
        file.Objects.ShouldNotBeEmpty();
        var patches = file.Objects.Select(o => (Object: o, Patch: HookPatches.For(o.Json, choices))).Where(pair => pair.Patch is not null)
            .ToDictionary(pair => pair.Object, pair => pair.Patch!);

        var result = file.Splice(patches);

        if (result.Bytes is not { } bytes)
        {
            RefusalIsFair(manifest, patches.Values, result);
            tally.Refused++;
            return;
        }

        tally.Spliced++;
        MeansThePatch(file, patches, bytes);
        if (patches.Values.All(AddsOnly))
        {
            LosesNoLine(manifest, bytes);
        }
    }

    // Replacing and removing may meet block scalars and shared lines even in a tame file.
    private static void RefusalIsFair(GeneratedManifest manifest, IEnumerable<JsonPatch> patches, SpliceResult result)
    {
        result.Refusals.ShouldNotBeEmpty();
        (manifest.IsTame && patches.All(AddsOnly)).ShouldBeFalse($"{result.Refusals[0]}\n{Encoding.UTF8.GetString(manifest.Bytes)}");
    }

    private static void MeansThePatch(SourceFile before, Dictionary<SourceObject, JsonPatch> patches, byte[] bytes)
    {
        var after = SourceFile.Parse("spliced", bytes);
        after.Objects.Count.ShouldBe(before.Objects.Count);
        foreach (var (old, changed) in before.Objects.Zip(after.Objects))
        {
            var wanted = JsonObjectPatcher.TryApply(new JsonSlice(old.Json), patches.GetValueOrDefault(old, JsonPatch.Empty), out _).ShouldNotBeNull();
            using var expected = JsonDocument.Parse(wanted);
            using var actual = JsonDocument.Parse(changed.Json);
            JsonElement.DeepEquals(expected.RootElement, actual.RootElement).ShouldBeTrue(Encoding.UTF8.GetString(bytes));
        }
    }

    // A line may only grow: a brace is opened in it, or an empty value leaves it.
    private static void LosesNoLine(GeneratedManifest manifest, byte[] bytes)
    {
        var after = Lines(bytes).ToList();
        var at = 0;
        foreach (var line in Lines(manifest.Bytes))
        {
            var found = after.FindIndex(at, candidate => candidate == line || (MayChange(line) && candidate.StartsWith(Head(line), StringComparison.Ordinal)));
            found.ShouldBeGreaterThanOrEqualTo(0, $"lost: {line}\n{Encoding.UTF8.GetString(bytes)}");
            at = found + 1;
        }
    }

    private static bool MayChange(string line) => line.Contains("null", StringComparison.Ordinal) || line.AsSpan().ContainsAny('{', '~');

    private static string Head(string line) => line[..line.IndexOfAny(['{', 'n', '~', ':'])];

    private static bool AddsOnly(JsonPatch patch) => patch.Operations.All(operation => operation.Kind == JsonPatchKind.Add);

    private static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).Split('\n').Select(line => line.TrimEnd('\r')).ToArray();

    private sealed class Tally
    {
        public int Spliced { get; set; }

        public int Refused { get; set; }
    }
}
