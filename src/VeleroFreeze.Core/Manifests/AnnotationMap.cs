using System.Text.Json;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Manifests;

/// <summary>What stands where an object is expected.</summary>
public enum NodeShape
{
    /// <summary>The key is missing.</summary>
    Absent,

    /// <summary>The key stands with the value null.</summary>
    Null,

    /// <summary>An object, as it should be.</summary>
    Object,

    /// <summary>Anything else; nothing can be added to it.</summary>
    Unexpected,
}

/// <summary>The annotations of one metadata that concern hooks: Velero's, KubeVirt's switch, ours. All others are not even read.</summary>
/// <param name="Path">Where the map is, or would be, in the object.</param>
/// <param name="Metadata">What stands at the parent of <paramref name="Path"/>.</param>
/// <param name="Shape">What stands at <paramref name="Path"/>.</param>
/// <param name="Values">Key and value in the order of the object.</param>
/// <param name="NotStrings">Keys of ours or of hooks whose value is no string: an API server refuses them on metadata, and not in a VM's template.</param>
public sealed record AnnotationMap(
    JsonPointer Path,
    NodeShape Metadata,
    NodeShape Shape,
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyList<string> NotStrings)
{
    /// <summary>Longer values are cut: none of ours comes near it, and a value is only compared or described, never written back.</summary>
    private const int MaxValueBytes = 8192;

    /// <summary>There are about twenty keys that mean something; a map with many more is made to cost memory.</summary>
    private const int MaxKeys = 256;

    public string? this[string key] => Values.GetValueOrDefault(key);

    /// <summary>True when only the start of the value is known, so that nothing can be said about its form.</summary>
    public static bool IsCut(string value) => value.Length >= MaxValueBytes / 3 && System.Text.Encoding.UTF8.GetByteCount(value) > MaxValueBytes - 2;

    internal static AnnotationMap Read(JsonPointer path, JsonSlice metadata, JsonSlice annotations)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var notStrings = new List<string>();
        foreach (var member in annotations.Members())
        {
            if (!MayConcernHooks(member.NameUtf8.Span) || member.Name is not { } name || !ConcernsHooks(name))
            {
                continue;
            }

            if (values.ContainsKey(name) || notStrings.Contains(name))
            {
                throw new JsonException($"duplicate key {name}");
            }

            if (values.Count + notStrings.Count == MaxKeys)
            {
                throw new JsonException($"more than {MaxKeys} annotations about hooks");
            }

            if (member.Value.Kind != JsonValueKind.String)
            {
                notStrings.Add(name);
            }
            else
            {
                values.Add(name, ReadValue(member.Value));
            }
        }

        return new AnnotationMap(path, ShapeOf(metadata), ShapeOf(annotations), values, notStrings);
    }

    internal static NodeShape ShapeOf(JsonSlice slice) => slice.Kind switch
    {
        JsonValueKind.Undefined => NodeShape.Absent,
        JsonValueKind.Null => NodeShape.Null,
        JsonValueKind.Object => NodeShape.Object,
        _ => NodeShape.Unexpected,
    };

    private static string ReadValue(JsonSlice value) =>
        value.Utf8.Length <= MaxValueBytes
            ? value.AsString()!
            : System.Text.Encoding.UTF8.GetString(value.Utf8.Span[1..MaxValueBytes]);

    /// <summary>A cheap look at the raw name before it is decoded: a map may hold a million keys that are nobody's business here.</summary>
    private static bool MayConcernHooks(ReadOnlySpan<byte> name) =>
        name.Length < 256 && (name.Contains((byte)'\\') || name.IndexOf("velero"u8) >= 0 || name.IndexOf("kubevirt"u8) >= 0);

    private static bool ConcernsHooks(string key) =>
        HookKeys.IsHookKey(key) || key == HookKeys.SkipKubeVirtHooks || key.StartsWith("velerofreeze.io/", StringComparison.Ordinal);
}
