using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary>What became of one document.</summary>
internal readonly record struct Document<T>(ArtifactState State, T Value, string? Problem);

internal static class Document
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonSlice.MaxDepth };

    /// <summary>Reads a document all or not at all: one that is wrong in one place is trusted in none.</summary>
    /// <param name="content">The artifact; null when it was not given.</param>
    /// <param name="name">What a sentence calls it.</param>
    /// <param name="budget">What all documents of a backup may hold together.</param>
    /// <param name="read">Makes sense of it; a <see cref="ShapeException"/> says that there is none.</param>
    /// <param name="empty">What there is when nothing was read.</param>
    public static Document<T> Read<T>(ArtifactContent? content, string name, DocumentBudget budget, Func<JsonElement, T> read, T empty)
    {
        if (content is null or { State: ArtifactState.Missing, Problem: null })
        {
            return new Document<T>(ArtifactState.Missing, empty, null);
        }

        if (DocumentBytes.TryRead(content, out var bytes) is { } fault)
        {
            return new Document<T>(fault.State, empty, fault.Sentence(name));
        }

        try
        {
            if (!budget.Take(bytes.Span))
            {
                return new Document<T>(ArtifactState.Unreadable, empty, $"The {name} is larger than is read.");
            }

            using var document = JsonDocument.Parse(bytes, Options);
            return new Document<T>(ArtifactState.Complete, read(document.RootElement), null);
        }
        catch (ShapeException e)
        {
            return new Document<T>(ArtifactState.Unreadable, empty, $"The {name} is not what Velero writes: {e.Message}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser's own words could quote the document.
            return new Document<T>(ArtifactState.Unreadable, empty, $"The {name} is no JSON document.");
        }
    }
}
