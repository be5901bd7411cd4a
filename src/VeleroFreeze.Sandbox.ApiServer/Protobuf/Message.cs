using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Protobuf;

/// <summary>How a field's value becomes JSON.</summary>
internal enum FieldKind
{
    Text,
    Number,

    /// <summary>A truth value that is written only when it was set.</summary>
    Flag,
    Bytes,
    Time,
    IntOrText,
    TextMap,
    BytesMap,
    Inner,
    Ignored,
}

/// <summary>One field of a message.</summary>
internal sealed record Field(int Number, string Name, FieldKind Kind = FieldKind.Text, bool IsList = false, Message? Inner = null);

/// <summary>A message: its fields by number, and how it reads as JSON.</summary>
internal sealed class Message(string name, params Field[] fields)
{
    private static readonly Message Entry = new("map entry", new Field(1, "key"), new Field(2, "value", FieldKind.Bytes));

    /// <exception cref="NotSupportedException">A field is not known here. Leaving it out would store half of what was sent.</exception>
    public JsonObject Read(ReadOnlySpan<byte> data)
    {
        var node = new JsonObject();
        var reader = new WireReader(data);
        while (reader.Next(out var wire))
        {
            var number = wire.Number;
            var field = Array.Find(fields, field => field.Number == number)
                ?? throw new NotSupportedException($"protobuf field {number} of {name} is not understood by the sandbox: send JSON");
            Put(node, field, wire);
        }

        return node;
    }

    private static void Put(JsonObject node, Field field, WireField wire)
    {
        switch (field.Kind)
        {
            case FieldKind.Ignored:
                break;
            case FieldKind.TextMap or FieldKind.BytesMap:
                PutEntry(node.Ensure(field.Name), field.Kind, wire.Bytes);
                break;
            case var _ when field.IsList:
                var list = node[field.Name] as JsonArray ?? [];
                list.Add(Value(field, wire));
                node[field.Name] = list;
                break;
            default:
                // Empty values are written though nobody set them; JSON leaves them out.
                if (Value(field, wire) is { } value && !IsEmpty(value, field.Kind))
                {
                    node[field.Name] = value;
                }

                break;
        }
    }

    private static JsonNode? Value(Field field, WireField wire) => field.Kind switch
    {
        FieldKind.Text => wire.Text,
        FieldKind.Number => (long)wire.Value,
        FieldKind.Flag => wire.Value != 0,
        FieldKind.Bytes => Convert.ToBase64String(wire.Bytes),
        FieldKind.Time => Timestamps.Read(wire.Bytes),
        FieldKind.IntOrText => IntOrText(wire.Bytes),
        _ => field.Inner!.Read(wire.Bytes),
    };

    private static bool IsEmpty(JsonNode value, FieldKind kind) => kind switch
    {
        FieldKind.Text => value.AsText() is "",
        FieldKind.Number => value.NumberAt() is 0,
        FieldKind.Inner => value is JsonObject { Count: 0 },
        _ => false,
    };

    private static void PutEntry(JsonObject map, FieldKind kind, ReadOnlySpan<byte> data)
    {
        var entry = Entry.Read(data);
        var value = entry.TextAt("value") ?? "";
        map[entry.TextAt("key") ?? ""] = kind == FieldKind.BytesMap ? value : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(value));
    }

    private static JsonNode IntOrText(ReadOnlySpan<byte> data)
    {
        var (isText, number, text) = (false, 0L, "");
        var reader = new WireReader(data);
        while (reader.Next(out var wire))
        {
            switch (wire.Number)
            {
                case 1:
                    isText = wire.Value == 1;
                    break;
                case 2:
                    number = (long)wire.Value;
                    break;
                default:
                    text = wire.Text;
                    break;
            }
        }

        return isText ? text : number;
    }
}
