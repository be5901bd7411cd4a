using System.Text;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>Finds the objects in a document: itself, or the items of a list. What cannot be read as an object is an error, and never passed over.</summary>
internal static class SourceObjects
{
    public static IReadOnlyList<SourceObject> In(SourceDocument document, SourceText text)
    {
        var json = new NodeJson();
        var objects = new List<SourceObject>();
        foreach (var (path, type) in document.Roots.Where(root => root.Resolved is MappingNode).SelectMany(root => SourceList.ObjectsIn([root], null)))
        {
            var node = (MappingNode)path[^1].Resolved;
            var own = document.IsJson ? Encoding.UTF8.GetBytes(text.Text[node.Start..node.End]) : json.Write(path[^1]);
            var bytes = type is null ? own : type.GiveTo(own, node);
            var manifest = Manifest.TryRead(bytes)
                ?? throw new ManifestException(node.Start, "this object cannot be read safely: a key of it stands twice, hundreds of keys are about hooks, or a text is no Unicode");
            objects.Add(new SourceObject(document, path, node, bytes, manifest, text));
        }

        return objects;
    }
}
