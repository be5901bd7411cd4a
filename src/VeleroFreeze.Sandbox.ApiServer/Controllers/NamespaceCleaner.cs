using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Controllers;

/// <summary>Empties namespaces that are being deleted, and lets them go when they are empty.</summary>
internal sealed class NamespaceCleaner(ObjectStore store, ObjectDeleter deleter)
{
    private static readonly UserInfo User = new("system:serviceaccount:kube-system:namespace-controller", "system:serviceaccounts");

    public async Task HandleAsync(Change change, CancellationToken stop)
    {
        var key = change.Object.Key;
        var name = key.Type == CoreTypes.Namespaces ? key.Name : key.Namespace;
        if (name.Length == 0 || Find(name) is not { IsBeingDeleted: true })
        {
            return;
        }

        foreach (var stored in ContentOf(name).Where(stored => !stored.IsBeingDeleted))
        {
            await TryDeleteAsync(stored, stop);
        }

        if (ContentOf(name).Count == 0)
        {
            Finalize(name);
        }
    }

    private StoredObject? Find(string name) => store.Current.Find(new ObjectKey(CoreTypes.Namespaces, "", name));

    private List<StoredObject> ContentOf(string name) => [.. store.Current.All().Where(stored => stored.Key.Namespace == name)];

    private async Task TryDeleteAsync(StoredObject stored, CancellationToken stop)
    {
        try
        {
            var target = new TypeVersion(stored.Key.Type, stored.Key.Type.Versions[0]);
            await deleter.DeleteAsync(new WriteRequest(target, stored.Key.Namespace, stored.Key.Name, User), DeleteOptions.Default, stop);
        }
        catch (StatusException)
        {
            // One object that a webhook protects does not keep the others.
        }
    }

    private void Finalize(string name)
    {
        while (Find(name) is { } stored)
        {
            var node = stored.Json.Clone();
            node.Ensure("spec").Remove("finalizers");
            if ((Deletion.IsDue(node) ? store.Remove(stored, node) : store.Replace(stored, node)) is not null)
            {
                return;
            }
        }
    }
}
