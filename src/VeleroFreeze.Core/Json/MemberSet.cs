using System.Text;
using System.Text.Json;

namespace VeleroFreeze.Core.Json;

/// <summary>Names of members that are looked up together, so that an object is scanned once however many of them are wanted.</summary>
/// <param name="names">The names, few enough that going through them beats hashing.</param>
public sealed class MemberSet(params string[] names)
{
    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The values of these members in an object; kind <see cref="JsonValueKind.Undefined"/> for those that are missing.</summary>
    /// <exception cref="JsonException">One of the names stands twice, so its value depends on who reads it.</exception>
    public MemberValues In(JsonSlice slice)
    {
        var values = new JsonSlice[names.Length];
        foreach (var member in slice.Members())
        {
            var index = IndexOf(member);
            if (index < 0)
            {
                continue;
            }

            if (values[index].Kind != JsonValueKind.Undefined)
            {
                throw new JsonException($"duplicate key {names[index]}");
            }

            values[index] = member.Value;
        }

        return new MemberValues(names, values);
    }

    private int IndexOf(JsonMember member)
    {
        for (var i = 0; i < _utf8.Length; i++)
        {
            if (member.NameIs(_utf8[i]))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>What <see cref="MemberSet.In"/> found.</summary>
public readonly struct MemberValues
{
    private readonly string[] _names;
    private readonly JsonSlice[] _values;

    internal MemberValues(string[] names, JsonSlice[] values) => (_names, _values) = (names, values);

    /// <summary>The value of a member of the set.</summary>
    public JsonSlice this[string name] => _values[Array.IndexOf(_names, name)];
}
