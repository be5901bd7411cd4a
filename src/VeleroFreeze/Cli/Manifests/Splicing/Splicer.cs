using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>
/// Writes patches into the text of a file. In YAML lines are added and nothing else is touched, so comments, order, quotes and
/// line ends stay as their author wants them. What comes out is parsed again and proven before it is handed out.
/// </summary>
internal static class Splicer
{
    public static SpliceResult Splice(SourceFile file, IReadOnlyDictionary<SourceObject, JsonPatch> patches)
    {
        var touched = file.Objects.Where(o => patches.TryGetValue(o, out var patch) && !patch.IsEmpty).ToList();
        if (touched.Count == 0)
        {
            return new SpliceResult(file.Bytes, []);
        }

        var edits = new List<TextEdit>();
        var refusals = new List<SourceError>();
        foreach (var target in touched)
        {
            try
            {
                edits.AddRange(EditsFor(file, target, patches[target]));
            }
            catch (ManifestException e)
            {
                refusals.Add(file.ErrorAt(e));
            }
        }

        return refusals.Count > 0 ? new SpliceResult(null, refusals) : Prove(file, patches, touched, edits);
    }

    private static List<TextEdit> EditsFor(SourceFile file, SourceObject target, JsonPatch patch)
    {
        if (JsonObjectPatcher.TryApply(new JsonSlice(target.Json), patch, out var error) is null)
        {
            throw new ManifestException(target.Node.Start, $"the change does not fit this object: {error}");
        }

        if (target.Ancestors.FirstOrDefault(node => node is AliasNode || node.IsAliased) is { } shared)
        {
            throw Shared(shared);
        }

        var splicer = new ObjectSplicer(file.Text, target);
        splicer.Change(new Place(target.Node, null, null), MemberChanges.From(patch));
        return splicer.Edits;
    }

    internal static ManifestException Shared(SourceNode node) => node is AliasNode
        ? new ManifestException(node.Start, "an alias stands here, so a change would have to be made elsewhere")
        : new ManifestException(node.Start, $"the anchor &{node.Anchor} is used elsewhere, so a change here would change that as well");

    private static SpliceResult Prove(
        SourceFile file, IReadOnlyDictionary<SourceObject, JsonPatch> patches, List<SourceObject> touched, List<TextEdit> edits)
    {
        try
        {
            var bytes = file.Text.Encode(TextEdit.Apply(file.Text.Text, edits));
            SpliceProof.Check(file, SourceFile.Parse(file.Path, bytes), patches, edits);
            return new SpliceResult(bytes, []);
        }
        catch (ManifestException e)
        {
            var at = e.Offset >= 0 ? e : new ManifestException(touched[0].Node.Start, e.Message);
            return new SpliceResult(null, [file.ErrorAt(at)]);
        }
    }
}
