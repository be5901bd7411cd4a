using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>A file's text taken apart into Kubernetes objects.</summary>
internal sealed class SourceFile
{
    private SourceFile(string path, byte[] bytes, SourceText text, IReadOnlyList<SourceDocument> documents)
    {
        (Path, Bytes, Text, Documents) = (path, bytes, text, documents);
        var errors = documents.Where(document => document.Error is not null).Select(document => document.Error!).ToList();
        var objects = new List<SourceObject>();
        foreach (var document in documents.Where(document => document.Error is null))
        {
            try
            {
                objects.AddRange(SourceObjects.In(document, text));
            }
            catch (ManifestException e)
            {
                errors.Add(e);
            }
        }

        Objects = objects;
        Errors = [.. errors.OrderBy(error => error.Offset).Select(ErrorAt)];
    }

    public string Path { get; }

    public byte[] Bytes { get; }

    /// <summary>Every object, also those that are items of a list, in the order of the file.</summary>
    public IReadOnlyList<SourceObject> Objects { get; }

    /// <summary>What could not be read. The documents it stands in have no objects; all others have theirs.</summary>
    public IReadOnlyList<SourceError> Errors { get; }

    internal SourceText Text { get; }

    internal IReadOnlyList<SourceDocument> Documents { get; }

    /// <summary>Takes a file apart. Whatever is wrong with it is in <see cref="Errors"/>.</summary>
    public static SourceFile Parse(string path, byte[] bytes)
    {
        var isText = SourceText.TryDecode(bytes, out var text);
        return new SourceFile(path, bytes, text, isText ? Read(text) : [NotUtf8(text)]);
    }

    /// <summary>Writes patches into the text, of which everything else stays as it is.</summary>
    /// <param name="patches">For some of the <see cref="Objects"/>.</param>
    public SpliceResult Splice(IReadOnlyDictionary<SourceObject, JsonPatch> patches) => Splicer.Splice(this, patches);

    internal SourceError ErrorAt(ManifestException e)
    {
        var (line, column) = Text.PositionOf(e.Offset);
        return new SourceError(Path, line, column, e.Message);
    }

    // Nearly all JSON is YAML, so a file that only looks like JSON is given the chance to be YAML.
    private static IReadOnlyList<SourceDocument> Read(SourceText text)
    {
        if (!JsonReader.LooksLikeJson(text.Text))
        {
            return ReadYaml(text);
        }

        var json = JsonReader.Read(text);
        if (json.All(document => document.Error is null))
        {
            return json;
        }

        var yaml = ReadYaml(text);
        return yaml.All(document => document.Error is null) ? yaml : json;
    }

    private static IReadOnlyList<SourceDocument> ReadYaml(SourceText text) =>
        [.. YamlChunks.Split(text).Select(chunk => YamlReader.Read(text, chunk))];

    private static SourceDocument NotUtf8(SourceText text) =>
        new(0, text.Length, IsJson: false, [], new ManifestException(text.Length, "this byte is not UTF-8; save the file as UTF-8"));
}
