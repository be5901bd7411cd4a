using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>The wrapping in which Kubernetes sends protobuf: four bytes, then the kind and the object.</summary>
internal static class ProtobufEnvelope
{
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <exception cref="FormatException">No such wrapping, or broken content.</exception>
    /// <exception cref="NotSupportedException">The kind is not among those read here.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new FormatException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        var (apiVersion, kind) = ("", "");
        var raw = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(body[Magic.Length..]);
        while (reader.Next(out var field))
        {
            if (field.Number == 1)
            {
                (apiVersion, kind) = ReadType(field.Bytes);
            }
            else if (field.Number == 2)
            {
                raw = field.Bytes;
            }
        }

        var message = Messages.Find(apiVersion, kind)
            ?? throw new NotSupportedException($"the sandbox does not read {apiVersion} {kind} in protobuf: send JSON");
        var node = message.Read(raw);
        node["apiVersion"] = apiVersion;
        node["kind"] = kind;
        return node;
    }

    private static (string ApiVersion, string Kind) ReadType(ReadOnlySpan<byte> data)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new WireReader(data);
        while (reader.Next(out var field))
        {
            (apiVersion, kind) = field.Number == 1 ? (field.Text, kind) : (apiVersion, field.Text);
        }

        return (apiVersion, kind);
    }
}
