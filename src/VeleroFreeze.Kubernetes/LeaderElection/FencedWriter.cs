using System.Text.Json.Nodes;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Kubernetes.LeaderElection;

/// <summary>What became of a fenced write.</summary>
public enum FencedOutcome
{
    Written,

    /// <summary>Nothing was written: we do not lead, or the object is no longer the one that was read. Read again, and decide again.</summary>
    NotYours,
}

/// <summary>
/// Writes that a former leader cannot make: each is conditional on the state that the decision was based on, so the server refuses it once
/// anybody wrote since.
/// </summary>
/// <param name="client">Carries the writes.</param>
/// <param name="mayTry">Says whether trying makes sense; the condition, not this, is the fence.</param>
public sealed class FencedWriter(KubernetesClient client, Func<bool> mayTry)
{
    public FencedWriter(KubernetesClient client, LeaderElector elector)
        : this(client, () => elector.IsLeader)
    {
    }

    /// <summary>Merges <paramref name="patch"/> into the object, if it is still as it was seen.</summary>
    /// <exception cref="KubernetesException">Anything but a lost race.</exception>
    public Task<FencedOutcome> PatchAsync(ObjectAddress address, KubernetesObject seen, JsonObject patch, CancellationToken cancellation)
    {
        var conditional = patch.DeepClone().AsObject();
        var metadata = conditional["metadata"] as JsonObject ?? [];
        metadata["uid"] = seen.Metadata.Uid;
        metadata["resourceVersion"] = seen.Metadata.ResourceVersion;
        conditional["metadata"] = metadata;
        return GuardAsync(() => client.PatchAsync(address, V1Patch.Merge(conditional), null, cancellation), IsLost);
    }

    /// <summary>Creates an object whose name says what it is about, so that a second writer finds it there.</summary>
    /// <exception cref="KubernetesException">Anything but a lost race; a namespace that is not there is none.</exception>
    public Task<FencedOutcome> CreateAsync(ResourceScope scope, ReadOnlyMemory<byte> body, CancellationToken cancellation) =>
        GuardAsync(() => client.CreateAsync(scope, body, null, cancellation), e => e.Code == 409);

    /// <summary>Deletes the object, if it is still as it was seen.</summary>
    /// <exception cref="KubernetesException">Anything but a lost race.</exception>
    public Task<FencedOutcome> DeleteAsync(ObjectAddress address, KubernetesObject seen, CancellationToken cancellation)
    {
        var conditional = new DeleteOptions { Uid = seen.Metadata.Uid, ResourceVersion = seen.Metadata.ResourceVersion };
        return GuardAsync(() => client.DeleteAsync(address, conditional, cancellation), IsLost);
    }

    /// <summary>Somebody changed the object since, or removed it.</summary>
    private static bool IsLost(KubernetesException failure) => failure.Code == 409 || failure.IsNotFound;

    private async Task<FencedOutcome> GuardAsync(Func<Task> write, Func<KubernetesException, bool> isLost)
    {
        if (!mayTry())
        {
            return FencedOutcome.NotYours;
        }

        try
        {
            await write();
            return FencedOutcome.Written;
        }
        catch (KubernetesException e) when (isLost(e))
        {
            return FencedOutcome.NotYours;
        }
    }
}
