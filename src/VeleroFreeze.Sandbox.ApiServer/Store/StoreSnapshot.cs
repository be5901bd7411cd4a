using System.Collections.Immutable;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Store;

/// <summary>Everything that is stored, at one revision. Snapshots share what did not change between them.</summary>
internal sealed record StoreSnapshot(long Revision, ImmutableDictionary<ResourceType, ImmutableSortedDictionary<ObjectKey, StoredObject>> ByType)
{
    private static readonly ImmutableSortedDictionary<ObjectKey, StoredObject> None =
        ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty.WithComparers(ObjectKey.Order);

    public static StoreSnapshot Empty(long revision) => new(revision, ImmutableDictionary<ResourceType, ImmutableSortedDictionary<ObjectKey, StoredObject>>.Empty);

    public StoredObject? Find(ObjectKey key) => Of(key.Type).GetValueOrDefault(key);

    /// <summary>All objects of a kind, by namespace and name.</summary>
    public IEnumerable<StoredObject> List(ResourceType type, string? space = null) =>
        string.IsNullOrEmpty(space) ? Of(type).Values : Of(type).Values.Where(stored => stored.Key.Namespace == space);

    public IEnumerable<StoredObject> All() => ByType.Values.SelectMany(objects => objects.Values);

    public StoreSnapshot With(StoredObject stored, long revision) =>
        new(revision, ByType.SetItem(stored.Key.Type, Of(stored.Key.Type).SetItem(stored.Key, stored)));

    public StoreSnapshot Without(ObjectKey key, long revision) =>
        new(revision, ByType.SetItem(key.Type, Of(key.Type).Remove(key)));

    private ImmutableSortedDictionary<ObjectKey, StoredObject> Of(ResourceType type) =>
        ByType.GetValueOrDefault(type, None);
}
