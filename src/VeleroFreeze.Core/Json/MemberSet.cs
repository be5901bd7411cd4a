using System.Text;
using System.Text.Json;

namespace VeleroFreeze.Core.Json;

/// <summary>
/// Names of members that are looked up together, and of members of theirs: an object is gone over once, however many of them are wanted and however deep
/// they are.
/// </summary>
/// <param name="names">The names, few enough that going through them beats hashing.</param>
public sealed class MemberSet(params string[] names)
{
    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];
    private readonly MemberSet?[] _inner = new MemberSet?[names.Length];

    private MemberSet(string[] names, IEnumerable<MemberSet?> inner, MemberSet last)
        : this(names) => _inner = [.. inner, last];

    internal int Count => names.Length;

    /// <summary>This set and one more member, with what is wanted of it.</summary>
    public MemberSet With(string name, MemberSet inner) => new([.. names, name], _inner, inner);

    /// <summary>The values of these members in an object; kind <see cref="JsonValueKind.Undefined"/> for those that are missing.</summary>
    /// <exception cref="JsonException">One of the names stands twice, so its value depends on who reads it; or the value nests too deep.</exception>
    public MemberValues In(JsonSlice slice)
    {
        if (slice.Kind != JsonValueKind.Object)
        {
            return new MemberValues(this);
        }

        var cursor = new JsonCursor(slice.Utf8);
        return Read(ref cursor);
    }

    internal MemberSet InnerOf(int index) => _inner[index] ?? throw new InvalidOperationException($"nothing is asked of {names[index]}");

    internal string NameOf(int index) => names[index];

    internal int IndexOf(string name) => Array.IndexOf(names, name) is >= 0 and var index ? index : throw new KeyNotFoundException(name);

    private MemberValues Read(ref JsonCursor cursor)
    {
        var values = new MemberValues(this);
        cursor.Enter();
        while (cursor.NextMember(out var name))
        {
            var index = IndexOf(new JsonMember(name, default));
            var start = cursor.Position;
            var inner = default(MemberValues?);
            if (index >= 0 && _inner[index] is { } wanted && cursor.Here == (byte)'{')
            {
                inner = wanted.Read(ref cursor);
            }
            else
            {
                cursor.SkipValue();
            }

            if (index >= 0)
            {
                values.Set(index, new JsonSlice(cursor.Since(start)), inner);
            }
        }

        return values;
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
public sealed class MemberValues
{
    private readonly MemberSet _set;
    private readonly JsonSlice[] _values;
    private readonly MemberValues?[] _inner;

    internal MemberValues(MemberSet set)
    {
        _set = set;
        _values = new JsonSlice[set.Count];
        _inner = new MemberValues?[set.Count];
    }

    /// <summary>The value of a member of the set.</summary>
    public JsonSlice this[string name] => _values[_set.IndexOf(name)];

    /// <summary>What was wanted of a member of the set; nothing of it is there when it is no object.</summary>
    public MemberValues Inner(string name)
    {
        var index = _set.IndexOf(name);
        return _inner[index] ?? new MemberValues(_set.InnerOf(index));
    }

    internal void Set(int index, JsonSlice value, MemberValues? inner)
    {
        if (_values[index].Kind != JsonValueKind.Undefined)
        {
            throw new JsonException($"duplicate key {_set.NameOf(index)}");
        }

        (_values[index], _inner[index]) = (value, inner);
    }
}
