using System.Text;
using System.Text.Json;

namespace VeleroFreeze.Core.Json;

/// <summary>
/// Applies a <see cref="JsonPatch"/> to the bytes of a document by RFC 6902. Only objects on the way to a changed member are taken apart; everything else is
/// copied as it stands, so the result costs one more buffer of the document's size and no tree.
/// </summary>
public static class JsonObjectPatcher
{
    /// <summary>An object with more members than this is not taken apart; no annotation map or manifest that an API server accepts comes near it.</summary>
    public const int MaxMembers = 4096;

    /// <summary>Two pairs of quotes, a colon, a comma; the rest is room.</summary>
    private const int BytesOfPunctuation = 8;

    /// <summary>Applies the operations in order.</summary>
    /// <returns>The patched document, or null with a reason when an operation cannot be applied; nothing is half-applied.</returns>
    public static ReadOnlyMemory<byte>? TryApply(JsonSlice document, JsonPatch patch, out string? error)
    {
        using var patched = TryApplyPooled(document, patch, out error);
        if (patched is null)
        {
            return null;
        }

        return patched.Written.ToArray();
    }

    /// <summary>As <see cref="TryApply"/>, for a document that is needed for a moment only.</summary>
    /// <returns>To be disposed.</returns>
    public static PooledWriter? TryApplyPooled(JsonSlice document, JsonPatch patch, out string? error)
    {
        error = null;
        try
        {
            var root = OpenObject.From(document, Opening.Of(patch));
            var (path, parent, added) = ((JsonPointer?)null, root, 0);
            foreach (var operation in patch.Operations)
            {
                // Most operations have the parent of the one before.
                parent = operation.Path.Parent.Equals(path) ? parent : root.Find(operation.Path.Parent);
                path = operation.Path.Parent;
                Apply(parent, operation);
                added += operation.Path.Last.Length + (operation.Value?.Length ?? 0) + BytesOfPunctuation;
            }

            var output = new PooledWriter(document.Utf8.Length + (2 * added));
            root.WriteTo(output);
            return output;
        }
        catch (JsonException e)
        {
            error = e.Message;
            return null;
        }
    }

    private static void Apply(OpenObject parent, JsonPatchOperation operation)
    {
        switch (operation.Kind)
        {
            case JsonPatchKind.Add:
                parent.Set(operation.Path.Last, operation.Value);
                break;
            case JsonPatchKind.Replace:
                parent.Require(operation.Path.Last);
                parent.Set(operation.Path.Last, operation.Value);
                break;
            default:
                parent.Remove(operation.Path.Last);
                break;
        }
    }

    /// <summary>Which objects have to be taken apart: a tree of the ways to what is changed.</summary>
    private sealed class Opening(string name)
    {
        private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);
        private readonly List<Opening> _inner = [];

        private string Name => name;

        public static Opening Of(JsonPatch patch)
        {
            var root = new Opening("");
            JsonPointer? before = null;
            foreach (var operation in patch.Operations)
            {
                if (!operation.Path.Parent.Equals(before))
                {
                    before = operation.Path.Parent;
                    _ = before.Segments.Aggregate(root, (opening, segment) => opening.Into(segment));
                }
            }

            return root;
        }

        /// <summary>Null for a member that is copied as it stands.</summary>
        public Opening? Of(JsonMember member)
        {
            foreach (var inner in _inner)
            {
                if (member.NameIs(inner._utf8))
                {
                    return inner;
                }
            }

            return null;
        }

        private Opening Into(string segment)
        {
            var inner = _inner.Find(inner => inner.Name == segment) ?? new Opening(segment);
            if (!_inner.Contains(inner))
            {
                _inner.Add(inner);
            }

            return inner;
        }
    }

    /// <summary>An object taken apart into its members, each either bytes as they stood or another open object.</summary>
    private sealed class OpenObject
    {
        private readonly List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value, OpenObject? Object)> _members = [];

        /// <summary>Opens all objects on the way to what is changed, in one pass.</summary>
        public static OpenObject From(JsonSlice slice, Opening opening)
        {
            var cursor = new JsonCursor(slice.Utf8);
            return cursor.Here == (byte)'{' ? From(ref cursor, opening) : throw NoObject();
        }

        private static OpenObject From(ref JsonCursor cursor, Opening opening)
        {
            var open = new OpenObject();
            cursor.Enter();
            while (cursor.NextMember(out var name))
            {
                if (open._members.Count == MaxMembers)
                {
                    throw new JsonException($"an object on the path has more than {MaxMembers} members");
                }

                open.Add(ref cursor, name, opening.Of(new JsonMember(name, default)));
            }

            return open;
        }

        private void Add(ref JsonCursor cursor, ReadOnlyMemory<byte> name, Opening? opening)
        {
            if (opening is not null && cursor.Here == (byte)'{')
            {
                _members.Add((name, default, From(ref cursor, opening)));
                return;
            }

            var start = cursor.Position;
            cursor.SkipValue();
            _members.Add((name, cursor.Since(start), null));
        }

        public OpenObject Find(JsonPointer path) => path.Segments.Aggregate(this, (open, segment) => open._members[open.Require(segment)].Object ?? throw NoObject());

        public int Require(string name)
        {
            var index = IndexOf(name);
            return index >= 0 ? index : throw new JsonException($"there is no member {name}");
        }

        public void Set(string name, string? value)
        {
            var member = (JsonText.Quote(name), value is null ? default : JsonText.Quote(value), value is null ? new OpenObject() : null);
            var index = IndexOf(name);
            if (index < 0)
            {
                _members.Add(member);
            }
            else
            {
                _members[index] = member;
            }
        }

        public void Remove(string name) => _members.RemoveAt(Require(name));

        public void WriteTo(PooledWriter output)
        {
            output.Write("{"u8);
            for (var i = 0; i < _members.Count; i++)
            {
                var (name, value, child) = _members[i];
                output.Write(i == 0 ? ""u8 : ","u8);
                output.Write(name.Span);
                output.Write(":"u8);
                if (child is null)
                {
                    output.Write(value.Span);
                }
                else
                {
                    child.WriteTo(output);
                }
            }

            output.Write("}"u8);
        }

        private int IndexOf(string name)
        {
            Span<byte> buffer = stackalloc byte[512];
            var utf8 = Encoding.UTF8.TryGetBytes(name, buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(name);
            for (var i = 0; i < _members.Count; i++)
            {
                if (new JsonMember(_members[i].Name, default).NameIs(utf8))
                {
                    return i;
                }
            }

            return -1;
        }

        private static JsonException NoObject() => new("a parent on the path is not an object");
    }
}
