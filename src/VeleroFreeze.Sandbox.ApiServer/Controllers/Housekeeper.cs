using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Controllers;

/// <summary>
/// What the controller manager does in a cluster and every user of the API relies on: objects go with their owners, and the content of a namespace with
/// it; Secrets that ask for a token get one.
/// </summary>
internal sealed class Housekeeper(ObjectStore store, GarbageCollector garbage, NamespaceCleaner namespaces, TokenSecrets tokens)
{
    /// <summary>Follows all changes until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var seen = store.Compacted;
        while (!stop.IsCancellationRequested)
        {
            var changes = store.ChangesAfter(seen);
            if (changes is null)
            {
                seen = store.Compacted;
                continue;
            }

            foreach (var change in changes)
            {
                await HandleAsync(change, stop);
                seen = change.Revision;
            }

            await store.WaitForChangeAsync(seen, stop);
        }
    }

    private async Task HandleAsync(Change change, CancellationToken stop)
    {
        try
        {
            tokens.Handle(change);
            await garbage.HandleAsync(change, stop);
            await namespaces.HandleAsync(change, stop);
        }
        catch (StatusException)
        {
            // A webhook refused, or somebody else was faster. What is left is taken up again with the next change it depends on.
        }
    }
}
