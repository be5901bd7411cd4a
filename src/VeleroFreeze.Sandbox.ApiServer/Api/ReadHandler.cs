using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Gets and lists.</summary>
internal sealed class ReadHandler(ObjectStore store, TimeProvider time)
{
    private const string PageExpired =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the "
        + "continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects "
        + "that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    public Task GetAsync(ApiCall call)
    {
        var key = new ObjectKey(call.Type.Storage, call.Path.Namespace, call.Path.Name);
        var stored = store.Current.Find(key) ?? throw Refusal.NotFound(call.Type, call.Path.Name);
        return Reply.ObjectAsync(call, call.Target.FromStored(stored.Json), time.GetUtcNow());
    }

    public Task ListAsync(ApiCall call)
    {
        var options = ListOptions.Read(call, isWatch: false);
        var form = Negotiation.FormOf(call.Http.Request);
        var page = Page(call, options);
        var objects = page.Objects.Select(stored => call.Target.FromStored(stored.Json));
        return Reply.JsonAsync(call.Http, form switch
        {
            ObjectForm.Table => Table.Of(call.Type.Columns, objects, time.GetUtcNow(), Reply.RowObjectOf(call), page.Metadata),
            ObjectForm.Metadata => ListOf("PartialObjectMetadataList", "meta.k8s.io/v1", page.Metadata, objects.Select(PartialMetadata.Of)),
            _ => ListOf($"{call.Type.Kind}List", call.Target.ApiVersion, page.Metadata, page.Objects.Select(stored => call.Target.ItemFromStored(stored.Json))),
        });
    }

    private static JsonObject ListOf(string kind, string apiVersion, JsonObject metadata, IEnumerable<JsonObject> items) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = apiVersion,
        ["metadata"] = metadata,
        ["items"] = new JsonArray([.. items]),
    };

    private (IReadOnlyList<StoredObject> Objects, JsonObject Metadata) Page(ApiCall call, ListOptions options)
    {
        var token = options.Continue is null ? null : ContinueToken.Decode(options.Continue);
        if (token is not null && options.ResourceVersion is > 0)
        {
            throw Refusal.BadRequest("specifying resource version is not allowed when using continue");
        }

        var snapshot = SnapshotFor(options, token);
        var matching = snapshot.List(call.Type.Storage, call.Path.Namespace)
            .Where(stored => token is null || string.CompareOrdinal(stored.Key.Place, token.Start) > 0)
            .Where(stored => options.Labels.MatchesObject(stored.Json) && options.Fields.Matches(stored.Json))
            .ToList();
        // A list at "any" version comes from the cache, which has no pages.
        var limit = options is { ResourceVersion: 0, Match: null } ? 0 : options.Limit ?? 0;
        var objects = limit == 0 ? matching : matching.Take((int)Math.Min(limit, int.MaxValue)).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = snapshot.Revision.ToString(CultureInfo.InvariantCulture) };
        if (objects.Count < matching.Count)
        {
            metadata["continue"] = new ContinueToken(snapshot.Revision, objects[^1].Key.Place).Encode();
            if (!options.HasSelectors)
            {
                metadata["remainingItemCount"] = matching.Count - objects.Count;
            }
        }
        else if (call.Type.IsCustom)
        {
            metadata["continue"] = "";
        }

        return (objects, metadata);
    }

    private StoreSnapshot SnapshotFor(ListOptions options, ContinueToken? token)
    {
        var current = store.Current;
        if (token is not null)
        {
            return token.Revision == ContinueToken.Inconsistent
                ? current
                : store.At(token.Revision) ?? throw Refusal.Expired(PageExpired, (token with { Revision = ContinueToken.Inconsistent }).Encode());
        }

        if (options.ResourceVersion > current.Revision)
        {
            throw Refusal.FutureRevision(options.ResourceVersion.Value, current.Revision);
        }

        return options.Match == "Exact"
            ? store.At(options.ResourceVersion!.Value) ?? throw Refusal.Expired("The resourceVersion for the provided list is too old.")
            : current;
    }
}
