using System.Text;
using System.Text.Json;
using VeleroFreeze.Cli.Manifests;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Cli.Inject;

/// <summary>What goes to standard output when nothing is written to files.</summary>
internal static class InjectOutput
{
    /// <summary>The files' own text with the hooks in it; several files become one stream of documents.</summary>
    public static byte[] Text(IReadOnlyList<FileInjection> files)
    {
        using var stream = new MemoryStream();
        foreach (var file in files)
        {
            // A byte order mark belongs at the start of a stream only.
            var text = stream.Length > 0 && file.After.AsSpan().StartsWith(ByteOrderMark) ? file.After.AsSpan(ByteOrderMark.Length) : file.After;
            if (stream.Length > 0)
            {
                stream.Write(Separator(stream, text));
            }

            stream.Write(text);
        }

        return stream.ToArray();
    }

    /// <summary>Every object as JSON, also those that are no virtual machines: the object itself when there is one, else a List, as <c>kubectl get -o json</c> does.</summary>
    public static byte[] Json(IReadOnlyList<FileInjection> files)
    {
        var objects = files.SelectMany(AllObjects).ToList();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonOutput.Indented))
        {
            if (objects.Count == 1)
            {
                Write(writer, objects[0]);
            }
            else
            {
                WriteList(writer, objects);
            }
        }

        stream.Write("\n"u8);
        return stream.ToArray();
    }

    /// <summary>One line of JSON for each object that changes: who it is, and the JSON Patch as <c>kubectl patch --type=json</c> takes it.</summary>
    public static byte[] Patches(IReadOnlyList<FileInjection> files)
    {
        using var stream = new MemoryStream();
        foreach (var o in files.SelectMany(file => file.Objects).Where(o => o.IsChanged))
        {
            using (var writer = new Utf8JsonWriter(stream, JsonOutput.Indented with { Indented = false }))
            {
                writer.WriteStartObject();
                writer.WriteString("apiVersion", o.Manifest.ApiVersion);
                writer.WriteString("kind", o.Manifest.KindName);
                writer.WriteString("namespace", o.Namespace);
                writer.WriteString("name", o.Manifest.Name);
                writer.WritePropertyName("patch");
                writer.WriteRawValue(o.Result.Patch.ToUtf8Json());
                writer.WriteEndObject();
            }

            stream.Write("\n"u8);
        }

        return stream.ToArray();
    }

    public static string Diff(IReadOnlyList<FileInjection> files) =>
        string.Concat(files.Where(file => file.IsChanged).Select(file => UnifiedDiff.Render(file.Path, file.Before, file.After)));

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static byte[] Separator(MemoryStream soFar, ReadOnlySpan<byte> next)
    {
        var endsLine = soFar.GetBuffer()[soFar.Length - 1] == '\n';
        // Directives may only follow the end of a document.
        var marker = next.StartsWith("---"u8) ? "" : next.StartsWith("%"u8) ? "...\n" : "---\n";
        return Encoding.UTF8.GetBytes((endsLine ? "" : "\n") + marker);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> AllObjects(FileInjection file)
    {
        var changed = file.Objects.ToDictionary(o => o.Source);
        return file.Source.Objects.Select(o => changed.TryGetValue(o, out var injected) ? injected.After : o.Json);
    }

    private static void WriteList(Utf8JsonWriter writer, List<ReadOnlyMemory<byte>> objects)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", "v1");
        writer.WriteString("kind", "List");
        writer.WriteStartArray("items");
        foreach (var o in objects)
        {
            Write(writer, o);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // A raw value would keep its own layout; walking the document indents it like the rest.
    private static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonSlice.MaxDepth });
        document.WriteTo(writer);
    }
}
