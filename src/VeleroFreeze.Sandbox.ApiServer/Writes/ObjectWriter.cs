using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Writes;

/// <summary>Creates and updates objects: admission, rules and the store, in the order of the API server.</summary>
internal sealed class ObjectWriter(ObjectStore store, AdmissionChain admission, TimeProvider time)
{
    private const int Tries = 8;

    /// <summary>Stores a new object, submitted in the request's version.</summary>
    public async Task<WriteResult> CreateAsync(WriteRequest request, JsonObject submitted, CancellationToken stop)
    {
        if (submitted.TextAt("metadata", "resourceVersion") is { Length: > 0 })
        {
            throw new StatusException(new Status(500, "", "resourceVersion should not be set on objects to be created"));
        }

        var proposed = request.Target.ToStored(submitted);
        NamespaceGuard.CheckCreate(store.Current, request);
        var facts = new AdmissionFacts(request, AdmissionOperation.Create, proposed, OldObject: null, request.OptionsAs("CreateOptions"));
        proposed = await admission.MutateAsync(facts, stop);
        for (var attempt = 1; ; attempt++)
        {
            var node = proposed!.Clone();
            ObjectBuilder.FillForCreate(request.Type.Storage, node, time.GetUtcNow());
            ObjectBuilder.Validate(request, node, before: null);
            Warn(request, node);
            await admission.ValidateAsync(facts with { Object = node }, stop);
            var key = request.KeyOf(node.TextAt("metadata", "name")!);
            NamespaceGuard.CheckCreate(store.Current, request);
            if (Store(request, key, node) is { } result)
            {
                return result;
            }

            var wasGenerated = string.IsNullOrEmpty(proposed.TextAt("metadata", "name"));
            if (!wasGenerated || attempt == Tries)
            {
                throw Refusal.AlreadyExists(request.Type, key.Name);
            }
        }
    }

    /// <summary>Stores a new state, made from the standing one; both in the request's version.</summary>
    /// <param name="request">Where, who, how.</param>
    /// <param name="change">Makes the new state from a copy of the standing one.</param>
    /// <param name="uid">The standing object's, if the caller names one.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<WriteResult> UpdateAsync(WriteRequest request, Func<JsonObject, JsonObject> change, string? uid, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var standing = store.Current.Find(request.Key) ?? throw Refusal.NotFound(request.Type, request.Name);
            CheckUid(request, standing, uid);
            var submitted = change(request.Target.FromStored(standing.Json).Clone());
            var version = submitted.TextAt("metadata", "resourceVersion");
            if (await TryUpdateAsync(request, standing, request.Target.ToStored(submitted), version, stop) is { } result)
            {
                return result;
            }

            // Somebody else was faster. That is a conflict only when the caller named the state it had seen.
            if (attempt == Tries)
            {
                throw Refusal.Conflict(request.Type, request.Name);
            }
        }
    }

    private async Task<WriteResult?> TryUpdateAsync(WriteRequest request, StoredObject standing, JsonObject submitted, string? version, CancellationToken stop)
    {
        var facts = new AdmissionFacts(request, AdmissionOperation.Update, submitted, standing.Json, request.OptionsAs("UpdateOptions"));
        var node = (await admission.MutateAsync(facts, stop))!.Clone();
        CheckVersion(request, standing, version);
        ObjectBuilder.FillForUpdate(request, node, standing.Json);
        ObjectBuilder.Validate(request, node, standing.Json);
        Warn(request, node);
        await admission.ValidateAsync(facts with { Object = node }, stop);
        if (ObjectBuilder.IsSame(node, standing))
        {
            return new WriteResult(standing.Json);
        }

        if (request.IsDryRun)
        {
            return new WriteResult(node);
        }

        return (Deletion.IsDue(node) ? store.Remove(standing, node) : store.Replace(standing, node)) is { } stored
            ? new WriteResult(stored.Json)
            : null;
    }

    private static void Warn(WriteRequest request, JsonObject node)
    {
        if (request.Type.Notice?.Invoke(node) is { } text)
        {
            request.Warnings.Add(text);
        }
    }

    /// <summary>Where a deletion says that a precondition does not match, an update uses other words.</summary>
    private static void CheckUid(WriteRequest request, StoredObject standing, string? uid)
    {
        if (!string.IsNullOrEmpty(uid) && uid != standing.Uid)
        {
            throw Refusal.Conflict(request.Type, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {standing.Uid}");
        }
    }

    private static void CheckVersion(WriteRequest request, StoredObject standing, string? version)
    {
        if (string.IsNullOrEmpty(version))
        {
            if (!request.Type.AllowsUnconditionalUpdate)
            {
                var error = Validation.FieldError.Invalid("metadata.resourceVersion", JsonValue.Create(0), "must be specified for an update");
                throw Refusal.InvalidResource(request.Type, request.Name, error);
            }
        }
        else if (version != standing.Metadata.TextAt("resourceVersion"))
        {
            throw Refusal.Conflict(request.Type, request.Name);
        }
    }

    private WriteResult? Store(WriteRequest request, ObjectKey key, JsonObject node)
    {
        if (request.IsDryRun)
        {
            return store.Current.Find(key) is null ? new WriteResult(node, Created: true) : null;
        }

        return store.Create(key, node) is { } stored ? new WriteResult(stored.Json, Created: true) : null;
    }
}
