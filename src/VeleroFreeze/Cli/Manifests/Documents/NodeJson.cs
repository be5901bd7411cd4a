using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>Writes values as JSON, aliases and merge keys resolved. One instance a document: what its aliases add up to is bounded.</summary>
internal sealed class NodeJson
{
    /// <summary>Values that aliases of one document may stand for, all counted as often as they are written.</summary>
    private const int MaxAliasedNodes = 100_000;

    /// <summary>Characters of scalars that aliases of one document may stand for.</summary>
    private const int MaxAliasedText = 4 * 1024 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private int _aliasedNodes;
    private int _aliasedText;

    public byte[] Write(SourceNode node)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            Write(node, writer, depth: 0, isCopy: false);
        }

        return output.WrittenSpan.ToArray();
    }

    private void Write(SourceNode node, Utf8JsonWriter writer, int depth, bool isCopy)
    {
        isCopy |= node is AliasNode;
        Account(node, depth, isCopy);
        switch (node.Resolved)
        {
            case MappingNode mapping:
                WriteObject(mapping, writer, depth, isCopy);
                break;
            case SequenceNode sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(item, writer, depth + 1, isCopy);
                }

                writer.WriteEndArray();
                break;
            case ScalarNode scalar:
                YamlScalars.Write(scalar, writer);
                break;
        }
    }

    private void WriteObject(MappingNode mapping, Utf8JsonWriter writer, int depth, bool isCopy)
    {
        writer.WriteStartObject();
        foreach (var entry in mapping.Members)
        {
            writer.WritePropertyName(entry.Name);
            Write(entry.Value, writer, depth + 1, isCopy || mapping.Inherits(entry.Name));
        }

        writer.WriteEndObject();
    }

    private void Account(SourceNode node, int depth, bool isCopy)
    {
        if (depth >= JsonSlice.MaxDepth)
        {
            throw new ManifestException(node.Start, $"this is nested more than {JsonSlice.MaxDepth} levels deep");
        }

        if (!isCopy)
        {
            return;
        }

        _aliasedNodes++;
        _aliasedText += node.Resolved is ScalarNode scalar ? scalar.Value.Length : 0;
        if (_aliasedNodes > MaxAliasedNodes || _aliasedText > MaxAliasedText)
        {
            throw new ManifestException(node.Start, "aliases make this document too large");
        }
    }
}
