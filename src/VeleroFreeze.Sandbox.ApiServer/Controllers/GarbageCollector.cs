using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Controllers;

/// <summary>Deletes what has lost its owners, and carries out foreground deletion and orphaning.</summary>
internal sealed class GarbageCollector(ObjectStore store, ObjectDeleter deleter, TypeRegistry types)
{
    private static readonly UserInfo User = new("system:serviceaccount:kube-system:generic-garbage-collector", "system:serviceaccounts");

    public async Task HandleAsync(Change change, CancellationToken stop)
    {
        var stored = change.Object;
        if (change.Kind == ChangeKind.Deleted)
        {
            await CollectAsync(DependentsOf(stored), stop);
            await ContinueForegroundAsync(stored, stop);
        }
        else if (change.Kind == ChangeKind.Added)
        {
            await CollectAsync([stored], stop);
        }
        else if (stored.IsBeingDeleted)
        {
            await AdvanceAsync(stored.Key, stop);
        }
    }

    private static IEnumerable<JsonObject> OwnersOf(StoredObject stored) => stored.Metadata.ArrayAt("ownerReferences").Objects();

    private List<StoredObject> DependentsOf(StoredObject owner) =>
        [.. store.Current.All().Where(stored => OwnersOf(stored).Any(reference => reference.TextAt("uid") == owner.Uid))];

    private async Task CollectAsync(IEnumerable<StoredObject> candidates, CancellationToken stop)
    {
        foreach (var stored in candidates)
        {
            var owners = OwnersOf(stored).ToList();
            if (owners.Count > 0 && owners.TrueForAll(IsGone) && !stored.IsBeingDeleted)
            {
                await DeleteAsync(stored, stop);
            }
        }
    }

    /// <summary>An owner of a kind that is not served is never called gone: nobody can tell.</summary>
    private bool IsGone(JsonObject reference)
    {
        var parts = (reference.TextAt("apiVersion") ?? "").Split('/');
        var type = types.All.FirstOrDefault(type => type.Kind == reference.TextAt("kind") && type.Group == (parts.Length == 2 ? parts[0] : ""));
        return type is not null && !store.Current.List(type.Storage).Any(stored => stored.Uid == reference.TextAt("uid"));
    }

    /// <summary>An object that waits for its dependents may have just lost the last one.</summary>
    private async Task ContinueForegroundAsync(StoredObject gone, CancellationToken stop)
    {
        foreach (var reference in OwnersOf(gone))
        {
            var owner = store.Current.All().FirstOrDefault(stored => stored.Uid == reference.TextAt("uid"));
            if (owner is { IsBeingDeleted: true })
            {
                await AdvanceAsync(owner.Key, stop);
            }
        }
    }

    private async Task AdvanceAsync(ObjectKey key, CancellationToken stop)
    {
        if (store.Current.Find(key) is not { } stored)
        {
            return;
        }

        var finalizers = stored.Metadata.ArrayAt("finalizers").Texts().ToList();
        var dependents = DependentsOf(stored);
        if (finalizers.Contains(Deletion.Orphan))
        {
            dependents.ForEach(dependent => Disown(dependent, stored.Uid));
            Finish(stored.Key, Deletion.Orphan);
        }
        else if (finalizers.Contains(Deletion.Foreground) && dependents.Count == 0)
        {
            Finish(stored.Key, Deletion.Foreground);
        }
        else if (finalizers.Contains(Deletion.Foreground))
        {
            foreach (var dependent in dependents.Where(dependent => !dependent.IsBeingDeleted))
            {
                await DeleteAsync(dependent, stop);
            }
        }
    }

    private void Disown(StoredObject dependent, string uid)
    {
        var node = dependent.Json.Clone();
        var left = OwnersOf(dependent).Where(reference => reference.TextAt("uid") != uid).Select(reference => reference.DeepClone()).ToArray();
        node.Ensure("metadata").SetOrRemove("ownerReferences", left.Length == 0 ? null : new JsonArray(left));
        store.Replace(dependent, node);
    }

    private void Finish(ObjectKey key, string finalizer)
    {
        while (store.Current.Find(key) is { } stored)
        {
            var node = stored.Json.Clone();
            var left = stored.Metadata.ArrayAt("finalizers").Texts().Where(name => name != finalizer).ToJsonArray();
            node.Ensure("metadata").SetOrRemove("finalizers", left.Count == 0 ? null : left);
            if ((Deletion.IsDue(node) ? store.Remove(stored, node) : store.Replace(stored, node)) is not null)
            {
                return;
            }
        }
    }

    private async Task DeleteAsync(StoredObject stored, CancellationToken stop)
    {
        var target = new TypeVersion(stored.Key.Type, stored.Key.Type.Versions[0]);
        var options = DeleteOptions.Default with { Preconditions = new Preconditions(stored.Uid), Propagation = "Background" };
        await deleter.DeleteAsync(new WriteRequest(target, stored.Key.Namespace, stored.Key.Name, User), options, stop);
    }
}
