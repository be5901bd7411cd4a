using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>The outcome of writing patches into a file: its new bytes, or why it has to stay as it is.</summary>
/// <param name="Bytes">The whole file; null when there are refusals.</param>
/// <param name="Refusals">What cannot be changed safely, and where.</param>
internal sealed record SpliceResult(byte[]? Bytes, IReadOnlyList<SourceError> Refusals);
