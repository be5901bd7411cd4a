using System.Diagnostics;
using System.Text;
using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Cli.Manifests.Splicing;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>Whatever stands in a file, reading and changing it ends, soon, with an answer.</summary>
public sealed class ManifestFuzzTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly string[] Fragments =
    [
        "a", "b: ", "metadata", ":", "\n", "\n  ", "\n    ", "- ", "? ", "{", "}", "[", "]", ",", "\"", "'", "&a ", "*a", "!!str ", "!", "|", ">-", "#", " # c",
        "---\n", "...\n", "%YAML 1.1\n", "<<: ", "\t", "\r\n", "\r", "\u2028", "\u0085", "😀", "é", "\uFEFF", "\0", "\\", "\\ud83d", "null", "~", "0x1", "1e3",
        "kind: VirtualMachine\n", "kind: List\nitems:\n", "metadata:\n  annotations:\n    x: y\n", "{\"kind\": \"List\", \"items\": [", "@", "`", "|2\n", ".inf",
    ];

    [Fact]
    public void Bytes_without_sense_are_answered() => Examine(1, random =>
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    });

    [Fact]
    public void Fragments_in_any_order_are_answered() => Examine(2, random =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Fragments[random.Next(Fragments.Length)]))));

    [Fact]
    public void Damaged_manifests_are_answered() => Examine(3, random =>
    {
        var bytes = ManifestGenerator.Generate(Choices.Random(random.Next(), 250)).Bytes.ToList();
        for (var i = random.Next(4); i >= 0 && bytes.Count > 0; i--)
        {
            Damage(bytes, random);
        }

        return [.. bytes];
    });

    private static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        var count = random.Next(Math.Min(20, bytes.Count - at));
        switch (random.Next(4))
        {
            case 0:
                bytes.RemoveRange(at, count);
                break;
            case 1:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, count));
                break;
            case 2:
                bytes[at] = (byte)random.Next(256);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]));
                break;
        }
    }

    private static void Examine(int seed, Func<Random, byte[]> generate)
    {
        var random = new Random(seed);
        for (var i = PropertyCases.Count(7_000); i > 0; i--)
        {
            var bytes = generate(random);
            var watch = Stopwatch.StartNew();
            Answer(bytes);
            watch.Elapsed.ShouldBeLessThan(Soon, Convert.ToBase64String(bytes));
        }
    }

    private static void Answer(byte[] bytes)
    {
        try
        {
            var file = SourceFile.Parse("fuzz", bytes);
            var result = file.Splice(file.Objects.ToDictionary(o => o, PatchFor));
            (result.Bytes is null).ShouldBe(result.Refusals.Count > 0);
        }
        catch (Exception e) when (e is not ShouldAssertException)
        {
            throw new InvalidOperationException($"On {Convert.ToBase64String(bytes)}", e);
        }
    }

    private static JsonPatch PatchFor(SourceObject o)
    {
        var annotations = JsonPointer.Of("metadata", "annotations");
        var add = JsonPatchOperation.Add(annotations.Then("x"), "y z");
        JsonPatch[] tries =
        [
            new([add]),
            new([JsonPatchOperation.AddObject(annotations), add]),
            new([JsonPatchOperation.AddObject(annotations.Parent), JsonPatchOperation.AddObject(annotations), add]),
        ];
        return tries.FirstOrDefault(patch => JsonObjectPatcher.TryApply(new JsonSlice(o.Json), patch, out _) is not null, tries[0]);
    }
}
