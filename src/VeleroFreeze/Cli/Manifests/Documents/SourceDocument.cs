namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>A stretch of a file that stands or falls on its own: what two <c>---</c> lines enclose, or one JSON value.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Just behind its last one.</param>
/// <param name="IsJson">Read as JSON, and to be written as JSON.</param>
/// <param name="Roots">The values in it: usually one, more with <c>...</c> lines.</param>
/// <param name="Error">Why it could not be read to its end.</param>
internal sealed record SourceDocument(int Start, int End, bool IsJson, IReadOnlyList<SourceNode> Roots, ManifestException? Error);
