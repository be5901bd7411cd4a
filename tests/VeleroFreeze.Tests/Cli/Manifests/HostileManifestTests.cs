using System.Diagnostics;
using System.Text;
using VeleroFreeze.Cli.Manifests.Splicing;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>Small or plain files that would take a naive reader all memory, its stack or an afternoon.</summary>
public sealed class HostileManifestTests
{
    public static TheoryData<string, string> Files => new()
    {
        { "a wide alias bomb", Levels(9, (name, below) => $"{name}: &{name} [{string.Join(", ", Enumerable.Repeat(below, 9))}]\n") },
        { "a bomb of merge keys", Levels(40, (name, below) => $"{name}: &{name} {{<<: [{below}, {below}]}}\n") },
        { "lists of lists by alias", Levels(40, (name, below) => $"{name}: &{name} {{kind: List, items: [{below}, {below}]}}\n") + "kind: List\nitems: [*l39, *l39]\n" },
        { "a long chain of merge keys", Levels(5_000, (name, below) => $"{name}: &{name} {{<<: {below}, k{name}: 1}}\n") },
        { "a deep flow sequence", new string('[', 100_000) },
        { "a deep flow mapping", string.Concat(Enumerable.Repeat("{a: ", 100_000)) },
        { "a deep block sequence", string.Concat(Enumerable.Repeat("- ", 100_000)) },
        { "deep JSON", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) },
        { "a deep block mapping", string.Concat(Enumerable.Range(0, 2_000).Select(i => new string(' ', i) + "a:\n")) },
        { "deep explicit keys", string.Concat(Enumerable.Repeat("? ", 50_000)) },
        { "many documents", string.Concat(Enumerable.Repeat("---\na: b\n", 20_000)) },
        { "many directives", string.Concat(Enumerable.Repeat("%X\n---\n", 20_000)) },
        { "many comments between markers", string.Concat(Enumerable.Repeat("# c\n", 200_000)) + "---\n" },
        { "many keys", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"k{i}: v\n")) },
        { "one long line", "a: " + new string('x', 3_000_000) },
        { "one long quoted text", "a: \"" + string.Concat(Enumerable.Repeat("x\n\n  ", 200_000)) },
        { "many anchors", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"k{i}: &a{i} v\n")) },
        { "a number without end", "a: " + new string('9', 1_000_000) },
        { "many tabs", "a:\n" + new string('\t', 500_000) + "b: c\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_answered_in_time(string what, string text)
    {
        var watch = Stopwatch.StartNew();

        var file = SourceFile.Parse(what, Encoding.UTF8.GetBytes(text));

        file.Objects.Count.ShouldBeLessThanOrEqualTo(text.Length);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), what);
    }

    private static string Levels(int count, Func<string, string, string> level) =>
        "l0: &l0 {a: b}\n" + string.Concat(Enumerable.Range(1, count - 1).Select(i => level($"l{i}", $"*l{i - 1}")));
}
