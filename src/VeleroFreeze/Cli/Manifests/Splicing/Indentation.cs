using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>How far the author of a document moves each level of block mappings to the right.</summary>
internal static class Indentation
{
    private const int Usual = 2;

    /// <summary>The step seen nearest: below this mapping, otherwise in the document from its top, otherwise the usual one.</summary>
    public static int StepBelow(SourceText text, MappingNode mapping, SourceNode root) =>
        StepOf(text, mapping) ?? FirstStep(text, root) ?? Usual;

    private static int? FirstStep(SourceText text, SourceNode node) => node switch
    {
        MappingNode mapping => StepOf(text, mapping) ?? FirstOf(text, mapping.Entries.Select(entry => entry.Value)),
        SequenceNode sequence => FirstOf(text, sequence.Items),
        _ => null,
    };

    private static int? FirstOf(SourceText text, IEnumerable<SourceNode> nodes) =>
        nodes.Select(node => FirstStep(text, node)).FirstOrDefault(step => step is not null);

    private static int? StepOf(SourceText text, MappingNode mapping) => mapping.IsFlow
        ? null
        : mapping.Entries.Select(entry => StepTo(text, entry)).FirstOrDefault(step => step > 0);

    private static int? StepTo(SourceText text, SourceEntry entry) =>
        entry.Value is MappingNode { IsFlow: false, Entries: [var first, ..] } && text.LineOf(first.Key.Start) > text.LineOf(entry.Key.Start)
            ? text.ColumnOf(first.Key.Start) - text.ColumnOf(entry.Key.Start)
            : null;
}
