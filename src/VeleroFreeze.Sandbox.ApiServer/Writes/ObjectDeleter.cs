using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Writes;

/// <summary>How somebody wants an object to go.</summary>
internal sealed record DeleteOptions(Preconditions Preconditions, string? Propagation = null, long? GraceSeconds = null)
{
    public static DeleteOptions Default { get; } = new(new Preconditions());
}

/// <summary>Deletes objects, at once or by marking them.</summary>
internal sealed class ObjectDeleter(ObjectStore store, AdmissionChain admission, TimeProvider time)
{
    /// <summary>The object and whether it is gone; not gone while finalizers stand or it is given time to stop.</summary>
    public async Task<(JsonObject Object, bool IsGone)> DeleteAsync(WriteRequest request, DeleteOptions options, CancellationToken stop)
    {
        while (true)
        {
            var standing = store.Current.Find(request.Key) ?? throw Refusal.NotFound(request.Type, request.Name);
            options.Preconditions.Check(request, standing);
            NamespaceGuard.CheckDelete(request);
            await AdmitAsync(request, standing, stop);
            if (TryDelete(request, standing, options) is { } outcome)
            {
                return outcome;
            }
        }
    }

    private (JsonObject Object, bool IsGone)? TryDelete(WriteRequest request, StoredObject standing, DeleteOptions options)
    {
        var grace = Deletion.GraceOf(request.Type, standing.Json, options.GraceSeconds);
        var node = Deletion.WithPropagation(standing.Json, options.Propagation);
        var goes = grace == 0 && !Deletion.HasFinalizers(node);
        var next = goes ? standing.Json : Deletion.Mark(node, time.GetUtcNow(), grace);
        if (request.IsDryRun || (!goes && JsonNode.DeepEquals(next, standing.Json)))
        {
            return (next, goes);
        }

        var stored = goes ? store.Remove(standing, next) : store.Replace(standing, next);
        return stored is null ? null : (stored.Json, goes);
    }

    private async Task AdmitAsync(WriteRequest request, StoredObject standing, CancellationToken stop)
    {
        var facts = new AdmissionFacts(request, AdmissionOperation.Delete, Object: null, standing.Json, request.OptionsAs("DeleteOptions"));
        await admission.MutateAsync(facts, stop);
        await admission.ValidateAsync(facts, stop);
    }
}
