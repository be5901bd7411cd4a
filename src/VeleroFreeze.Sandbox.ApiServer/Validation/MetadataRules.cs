using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>The rules for metadata that hold for every kind.</summary>
internal static class MetadataRules
{
    private const int AnnotationsLimit = 256 * 1024;

    public static IEnumerable<FieldError> Check(NameRule rule, JsonObject node)
    {
        var metadata = node.ObjectAt("metadata");
        return
        [
            .. Name(rule, metadata),
            .. Labels(metadata, "metadata.labels"),
            .. Annotations(metadata),
            .. Finalizers(metadata),
            .. Owners(metadata),
        ];
    }

    /// <summary>What may not change between two states of one object.</summary>
    public static IEnumerable<FieldError> CheckChange(JsonObject node, JsonObject before)
    {
        foreach (var name in (string[])["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            var value = node.At("metadata", name);
            if (!JsonNode.DeepEquals(value, before.At("metadata", name)))
            {
                yield return FieldError.Invalid($"metadata.{name}", value, "field is immutable");
            }
        }

        var old = before.ArrayAt("metadata", "finalizers").Texts().ToList();
        var added = node.ArrayAt("metadata", "finalizers").Texts().Except(old, StringComparer.Ordinal).ToList();
        if (added.Count > 0 && before.At("metadata", "deletionTimestamp") is not null)
        {
            var list = string.Join(", ", added.Select(finalizer => $"\"{finalizer}\""));
            yield return FieldError.Forbidden(
                "metadata.finalizers",
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{list}}}");
        }
    }

    public static IEnumerable<FieldError> Labels(JsonNode? parent, string field)
    {
        foreach (var (key, value) in parent.ObjectAt("labels") ?? [])
        {
            foreach (var text in NameRules.QualifiedKey(key))
            {
                yield return FieldError.Invalid(field, JsonValue.Create(key), text);
            }

            foreach (var text in NameRules.LabelValue(value.AsText() ?? ""))
            {
                yield return FieldError.Invalid(field, value, text);
            }
        }
    }

    private static IEnumerable<FieldError> Name(NameRule rule, JsonObject? metadata)
    {
        var prefix = metadata.TextAt("generateName") is { Length: > 0 } generate
            ? NameRules.Check(rule, "metadata.generateName", generate, isPrefix: true)
            : [];
        return prefix.Concat(metadata.TextAt("name") is { Length: > 0 } name
            ? NameRules.Check(rule, "metadata.name", name)
            : [FieldError.Required("metadata.name", "name or generateName is required")]);
    }

    private static IEnumerable<FieldError> Annotations(JsonObject? metadata)
    {
        var total = 0;
        foreach (var (key, value) in metadata.ObjectAt("annotations") ?? [])
        {
            total += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.AsText() ?? "");
            foreach (var text in NameRules.QualifiedKey(key.ToLowerInvariant()))
            {
                yield return FieldError.Invalid("metadata.annotations", JsonValue.Create(key), text);
            }
        }

        if (total > AnnotationsLimit)
        {
            yield return FieldError.TooLong("metadata.annotations", AnnotationsLimit);
        }
    }

    private static IEnumerable<FieldError> Finalizers(JsonObject? metadata)
    {
        foreach (var finalizer in metadata.ArrayAt("finalizers").Texts())
        {
            foreach (var text in NameRules.QualifiedKey(finalizer))
            {
                yield return FieldError.Invalid("metadata.finalizers", JsonValue.Create(finalizer), text);
            }
        }
    }

    private static IEnumerable<FieldError> Owners(JsonObject? metadata)
    {
        var owners = metadata.ArrayAt("ownerReferences").Objects().ToList();
        foreach (var (index, owner) in owners.Index())
        {
            foreach (var name in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.TextAt(name)))
                {
                    yield return FieldError.Invalid($"metadata.ownerReferences[{index}].{name}", JsonValue.Create(""), $"{(name == "apiVersion" ? "version" : name)} must not be empty");
                }
            }
        }

        if (owners.Count(owner => owner.BoolAt("controller") == true) > 1)
        {
            yield return FieldError.Invalid("metadata.ownerReferences", metadata.At("ownerReferences"), "Only one reference can have Controller set to true");
        }
    }
}
