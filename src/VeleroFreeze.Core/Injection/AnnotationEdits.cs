using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Injection;

/// <summary>The annotations that have to change, turned into a patch and then held against what the patch really gives.</summary>
internal sealed class AnnotationEdits
{
    private readonly List<(AnnotationMap Map, string Key, string? Value)> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    /// <summary>Asks for a value; nothing happens when it stands already.</summary>
    public void Set(AnnotationMap map, string key, string value)
    {
        if (map[key] != value)
        {
            _edits.Add((map, key, value));
        }
    }

    /// <summary>Asks for a key to go; nothing happens when it is not there.</summary>
    public void Remove(AnnotationMap map, string key)
    {
        if (map[key] is not null)
        {
            _edits.Add((map, key, null));
        }
    }

    /// <summary>What the key holds once the edits are made; null when it is not there.</summary>
    public string? ValueAfter(AnnotationMap map, string key)
    {
        var edit = _edits.FindLastIndex(e => e.Key == key && e.Map.Path.Equals(map.Path));
        return edit < 0 ? map[key] : _edits[edit].Value;
    }

    public JsonPatch ToPatch()
    {
        var operations = new List<JsonPatchOperation>();
        foreach (var (map, key, value) in _edits)
        {
            var path = map.Path.Then(key);
            if (value is null)
            {
                operations.Add(JsonPatchOperation.Remove(path));
            }
            else if (map[key] is null)
            {
                AddMissingParents(operations, map);
                operations.Add(JsonPatchOperation.Add(path, value));
            }
            else
            {
                operations.Add(JsonPatchOperation.Replace(path, value));
            }
        }

        return operations.Count == 0 ? JsonPatch.Empty : new JsonPatch(operations);
    }

    /// <summary>
    /// Applies the patch and reads the result: every edit must be there and every other annotation about hooks as it was. The API server rejects a write
    /// whose patch does not apply even under <c>failurePolicy: Ignore</c>, so a patch is never handed out on trust.
    /// </summary>
    /// <param name="patch">The patch.</param>
    /// <param name="document">What it is applied to.</param>
    /// <param name="before">The facts of <paramref name="document"/>.</param>
    public bool IsProvenBy(JsonPatch patch, JsonSlice document, Manifest before)
    {
        using var patched = JsonObjectPatcher.TryApplyPooled(document, patch, out _);
        if (patched is null)
        {
            return false;
        }

        var after = Manifest.Read(new JsonSlice(patched.Written));
        return Matches(before.Annotations, after.Annotations) && Matches(before.HookAnnotations, after.HookAnnotations);
    }

    private static void AddMissingParents(List<JsonPatchOperation> operations, AnnotationMap map)
    {
        if (map.Shape == NodeShape.Object || operations.Exists(o => o.Path.Equals(map.Path)))
        {
            return;
        }

        if (map.Metadata != NodeShape.Object)
        {
            operations.Add(JsonPatchOperation.AddObject(map.Path.Parent));
        }

        operations.Add(JsonPatchOperation.AddObject(map.Path));
    }

    private bool Matches(AnnotationMap before, AnnotationMap after)
    {
        var expected = new Dictionary<string, string>(before.Values, StringComparer.Ordinal);
        foreach (var (map, key, value) in _edits)
        {
            if (!map.Path.Equals(before.Path))
            {
                continue;
            }

            if (value is null)
            {
                expected.Remove(key);
            }
            else
            {
                expected[key] = value;
            }
        }

        return expected.Count == after.Values.Count && expected.All(pair => after[pair.Key] == pair.Value);
    }
}
