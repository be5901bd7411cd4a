using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Webhook;

/// <summary>Names of members that are wanted of an object; few enough that going through them beats hashing.</summary>
internal sealed class FieldNames(params string[] names)
{
    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    public int Count => names.Length;

    public int IndexOf(string name) => Array.IndexOf(names, name);

    /// <summary>The name that the reader stands on; null when it is not wanted.</summary>
    public string? Find(ref readonly Utf8JsonReader reader)
    {
        for (var i = 0; i < _utf8.Length; i++)
        {
            if (reader.ValueTextEquals(_utf8[i]))
            {
                return names[i];
            }
        }

        return null;
    }
}

/// <summary>
/// The wanted members of one object, taken out of a reader that goes over a whole body once. <see cref="MemberSet"/> does the same for an object that
/// stands by itself.
/// </summary>
internal sealed class FieldValues(FieldNames names)
{
    private readonly JsonSlice[] _values = new JsonSlice[names.Count];

    /// <summary>Kind <see cref="JsonValueKind.Undefined"/> when it is missing.</summary>
    public JsonSlice this[string name] => _values[names.IndexOf(name)];

    /// <summary>Moves to the value of the next member; its name is null when it is not wanted.</summary>
    public bool Next(ref Utf8JsonReader reader, out string? name)
    {
        name = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        name = names.Find(ref reader);
        return reader.Read();
    }

    /// <summary>Moves behind the value, and keeps it when it is wanted.</summary>
    /// <exception cref="JsonException">The name stands twice, so its value depends on who reads it.</exception>
    public void Take(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string? name)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (name is null)
        {
            return;
        }

        if (this[name].Kind != JsonValueKind.Undefined)
        {
            throw new JsonException($"duplicate key {name}");
        }

        _values[names.IndexOf(name)] = new JsonSlice(body[start..(int)reader.BytesConsumed]);
    }
}
