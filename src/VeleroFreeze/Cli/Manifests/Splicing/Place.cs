using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>A mapping on the way to a change.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="Entry">The entry of which it is the value; null for an object's root.</param>
/// <param name="Parent">The mapping that entry is in.</param>
internal sealed record Place(MappingNode Mapping, SourceEntry? Entry, Place? Parent)
{
    public Place Into(SourceEntry entry) => new((MappingNode)entry.Value, entry, this);
}
