using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
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

    /// <summary>Applies the operations in order.</summary>
    /// <returns>The patched document, or null with a reason when an operation cannot be applied; nothing is half-applied.</returns>
    public static ReadOnlyMemory<byte>? TryApply(JsonSlice document, JsonPatch patch, out string? error)
    {
        error = null;
        try
        {
            var root = OpenObject.From(document, patch);
            foreach (var operation in patch.Operations)
            {
                Apply(root, operation);
            }

            var added = patch.Operations.Sum(o => o.Path.Last.Length + (o.Value?.Length ?? 0) + 8);
            var output = new ArrayBufferWriter<byte>(document.Utf8.Length + (2 * added));
            root.WriteTo(output);
            return output.WrittenMemory;
        }
        catch (JsonException e)
        {
            error = e.Message;
            return null;
        }
    }

    private static void Apply(OpenObject root, JsonPatchOperation operation)
    {
        var parent = operation.Path.Segments.Take(operation.Path.Segments.Count - 1).Aggregate(root, (o, segment) => o.Open(segment));
        var name = operation.Path.Last;
        switch (operation.Kind)
        {
            case JsonPatchKind.Add:
                parent.Set(name, operation.Value);
                break;
            case JsonPatchKind.Replace:
                parent.Require(name);
                parent.Set(name, operation.Value);
                break;
            default:
                parent.Require(name);
                parent.Remove(name);
                break;
        }
    }

    /// <summary>An object taken apart into its members, each either bytes as they stood or another open object.</summary>
    private sealed class OpenObject
    {
        private readonly List<(ReadOnlyMemory<byte> Name, JsonSlice Slice, OpenObject? Object)> _members = [];

        /// <summary>Opens all objects on the way to what is changed, in one pass.</summary>
        public static OpenObject From(JsonSlice slice, JsonPatch patch)
        {
            var parents = patch.Operations.Select(operation => operation.Path.Parent).Distinct().Select(path => path.Segments.Select(Encoding.UTF8.GetBytes).ToArray());
            var cursor = new JsonCursor(slice.Utf8);
            return From(ref cursor, [.. parents], level: 0);
        }

        private static OpenObject From(ref JsonCursor cursor, byte[][][] paths, int level)
        {
            if (cursor.Here != (byte)'{')
            {
                throw new JsonException("a parent on the path is not an object");
            }

            var open = new OpenObject();
            cursor.Enter();
            while (cursor.NextMember(out var name))
            {
                if (open._members.Count == MaxMembers)
                {
                    throw new JsonException($"an object on the path has more than {MaxMembers} members");
                }

                open._members.Add(Member(ref cursor, name, paths, level));
            }

            return open;
        }

        private static (ReadOnlyMemory<byte> Name, JsonSlice Slice, OpenObject? Object) Member(ref JsonCursor cursor, ReadOnlyMemory<byte> name, byte[][][] paths, int level)
        {
            var member = new JsonMember(name, default);
            byte[][][] through = [.. paths.Where(path => path.Length > level && member.NameIs(path[level]))];
            if (through.Length > 0 && cursor.Here == (byte)'{')
            {
                return (name, default, From(ref cursor, through, level + 1));
            }

            var start = cursor.Position;
            cursor.SkipValue();
            return (name, new JsonSlice(cursor.Since(start)), null);
        }

        public OpenObject Open(string name)
        {
            var index = Require(name);
            return _members[index].Object ?? throw new JsonException("a parent on the path is not an object");
        }

        public int Require(string name)
        {
            var index = IndexOf(name);
            return index >= 0 ? index : throw new JsonException($"there is no member {name}");
        }

        public void Set(string name, string? value)
        {
            var member = value is null
                ? (Quote(name), default(JsonSlice), new OpenObject())
                : (Quote(name), new JsonSlice(Quote(value)), null);
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

        public void Remove(string name) => _members.RemoveAt(IndexOf(name));

        public void WriteTo(ArrayBufferWriter<byte> output)
        {
            output.Write("{"u8);
            for (var i = 0; i < _members.Count; i++)
            {
                var (name, slice, child) = _members[i];
                output.Write(i == 0 ? ""u8 : ","u8);
                output.Write(name.Span);
                output.Write(":"u8);
                if (child is null)
                {
                    output.Write(slice.Utf8.Span);
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
            var utf8 = Encoding.UTF8.GetBytes(name);
            return _members.FindIndex(member => new JsonMember(member.Name, default).NameIs(utf8));
        }

        private static byte[] Quote(string text) =>
            [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
    }
}
