using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>One kind of object, as data: everything that differs between kinds stands here, and nowhere in the code that serves them.</summary>
internal sealed record ResourceType(string Group, string Kind, string Plural)
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Served versions; objects are stored in the first.</summary>
    public string[] Versions { get; init; } = ["v1"];

    public bool Namespaced { get; init; } = true;

    /// <summary>Defined by a CustomResourceDefinition: no strategic merge, stricter updates, a status subresource that leaves metadata alone.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Has a status subresource: writes to the object keep the status, writes to the status keep the rest.</summary>
    public bool HasStatus { get; init; }

    /// <summary>metadata.generation counts changes of everything that is neither metadata nor (with a status subresource) status.</summary>
    public bool TracksGeneration { get; init; }

    public string[] Verbs { get; init; } = AllVerbs;

    public string[] ShortNames { get; init; } = [];

    public string[] Categories { get; init; } = [];

    public Column[] Columns { get; init; } = [Column.Age];

    public NameRule NameRule { get; init; } = NameRule.Subdomain;

    /// <summary>Paths that a field selector may name beside metadata.name and metadata.namespace.</summary>
    public string[] SelectableFields { get; init; } = [];

    /// <summary>PUT of an object that does not exist creates it.</summary>
    public bool CreatesOnUpdate { get; init; }

    /// <summary>PUT without a resourceVersion overwrites whatever stands.</summary>
    public bool AllowsUnconditionalUpdate { get; init; } = true;

    /// <summary>Deleting answers with the object instead of a Status.</summary>
    public bool ReturnsDeleted { get; init; }

    /// <summary>Fills in what the server defaults; called before validation, with the object in its stored version.</summary>
    public Action<JsonObject>? Defaults { get; init; }

    /// <summary>Members that a write to the object itself leaves as they are, beside the status of kinds that have a status subresource.</summary>
    public string[] KeptOnUpdate { get; init; } = [];

    /// <summary>Why an object cannot be decoded, if its kind has members that can fail so.</summary>
    public Func<JsonObject, string?>? WhyUnreadable { get; init; }

    /// <summary>What must hold beyond the rules for metadata: the new object, and the one it replaces, if any.</summary>
    public Func<JsonObject, JsonObject?, IEnumerable<FieldError>>? Rules { get; init; }

    /// <summary>What whoever writes an object has to know about it here, as a warning; null for nothing.</summary>
    public Func<JsonObject, string?>? Notice { get; init; }

    /// <summary>Subresources other than the status, for discovery; each is answered somewhere else than objects are.</summary>
    public Subresource[] Subresources { get; init; } = [];

    /// <summary>Another kind under which objects of this one are stored, with the way there and back.</summary>
    public Alias? StoredAs { get; init; }

    public ResourceType Storage => StoredAs?.Type ?? this;

    public string Singular => Kind.ToLowerInvariant();

    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string GroupKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public string ApiVersion(string version) => Group.Length == 0 ? version : $"{Group}/{version}";

    public bool Equals(ResourceType? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => GroupResource.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A subresource whose kind is none of its object's.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string Kind, params string[] Verbs);

/// <summary>Where objects of a kind are stored that is only another view of them.</summary>
internal sealed record Alias(ResourceType Type, Action<JsonObject> ToStored, Action<JsonObject> FromStored);
