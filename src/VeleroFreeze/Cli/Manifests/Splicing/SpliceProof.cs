using System.Text.Json;
using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Shows that a spliced text says what was asked for and nothing else, by reading it again. A text that fails is never handed out.</summary>
internal static class SpliceProof
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonSlice.MaxDepth };

    /// <exception cref="ManifestException">The proof fails; a negative offset where no place can be named.</exception>
    public static void Check(SourceFile before, SourceFile after, IReadOnlyDictionary<SourceObject, JsonPatch> patches, IReadOnlyList<TextEdit> edits)
    {
        Require(before.Objects.Count == after.Objects.Count && before.Documents.Count == after.Documents.Count, -1);
        var touched = new HashSet<SourceDocument>(ReferenceEqualityComparer.Instance);
        foreach (var (old, changed) in before.Objects.Zip(after.Objects))
        {
            var patch = patches.GetValueOrDefault(old, JsonPatch.Empty);
            Require(MeansTheSame(old, changed, patch), old.Node.Start);
            if (!patch.IsEmpty)
            {
                touched.Add(old.Document);
            }
        }

        foreach (var (old, changed) in before.Documents.Zip(after.Documents))
        {
            Require(touched.Contains(old) || TextOf(before, old).SequenceEqual(TextOf(after, changed)), old.Start);
        }

        Require(KeepsLines(before.Text, after.Text, edits), -1);
    }

    private static bool MeansTheSame(SourceObject old, SourceObject changed, JsonPatch patch)
    {
        if (patch.IsEmpty)
        {
            return old.Json.Span.SequenceEqual(changed.Json.Span);
        }

        if (JsonObjectPatcher.TryApply(new JsonSlice(old.Json), patch, out _) is not { } wanted)
        {
            return false;
        }

        using var expected = JsonDocument.Parse(wanted, Options);
        using var actual = JsonDocument.Parse(changed.Json, Options);
        return JsonElement.DeepEquals(expected.RootElement, actual.RootElement);
    }

    private static ReadOnlySpan<char> TextOf(SourceFile file, SourceDocument document) => file.Text.Text.AsSpan()[document.Start..document.End];

    // Every line that no edit had to change is found again, in order.
    private static bool KeepsLines(SourceText before, SourceText after, IReadOnlyList<TextEdit> edits)
    {
        var changed = edits.Where(edit => !edit.AddsLines).SelectMany(edit => LinesOf(before, edit)).ToHashSet();
        var lines = after.Lines().GetEnumerator();
        return before.Lines().Index().All(line => changed.Contains(line.Index) || Advance(lines, line.Item));
    }

    private static IEnumerable<int> LinesOf(SourceText text, TextEdit edit)
    {
        var first = text.LineOf(edit.Start);
        var last = text.LineOf(Math.Max(edit.Start, edit.End - 1));
        return Enumerable.Range(first, last - first + 1);
    }

    private static bool Advance(IEnumerator<string> lines, string wanted)
    {
        while (lines.MoveNext())
        {
            // The last line of a file may get the line break it lacks.
            if (lines.Current == wanted || (!wanted.EndsWith('\n') && !wanted.EndsWith('\r') && lines.Current.TrimEnd('\r', '\n') == wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static void Require(bool holds, int offset)
    {
        if (!holds)
        {
            throw new ManifestException(offset, "the change could not be written here without touching something else");
        }
    }
}
