using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Store;

/// <summary>Where an object is stored.</summary>
internal sealed record ObjectKey(ResourceType Type, string Namespace, string Name)
{
    /// <summary>By namespace, then by name: the order of lists.</summary>
    public static IComparer<ObjectKey> Order { get; } = Comparer<ObjectKey>.Create((left, right) => string.CompareOrdinal(left.Place, right.Place));

    public string Place { get; } = $"{Namespace}/{Name}";
}

/// <summary>One state of one object. The JSON is shared by everybody who reads it and is never changed.</summary>
internal sealed record StoredObject(ObjectKey Key, JsonObject Json, long Revision)
{
    public JsonObject? Metadata => Json.ObjectAt("metadata");

    public string Uid => Metadata.TextAt("uid") ?? "";

    public bool IsBeingDeleted => Metadata.At("deletionTimestamp") is not null;
}

/// <summary>What happened to an object.</summary>
internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One change: the state after it (for a deletion the last state, at the revision of the deletion) and the state before it.</summary>
internal sealed record Change(long Revision, ChangeKind Kind, StoredObject Object, StoredObject? Before);
