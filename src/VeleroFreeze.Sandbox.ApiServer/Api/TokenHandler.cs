using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Urls;
using VeleroFreeze.Sandbox.Validation;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Makes tokens for service accounts, as <c>kubectl create token</c> and every kubelet ask for them.</summary>
internal sealed class TokenHandler(ObjectStore store, ServiceAccountTokens tokens, TimeProvider time)
{
    private const long Shortest = 600;
    private const long Longest = 1L << 32;
    private const long Usual = 3600;

    /// <summary>False when the path names no such request.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http, ApiPath path)
    {
        if (path is not { Group: "", Version: "v1", Plural: "serviceaccounts", Subresource: "token", Name.Length: > 0, Namespace.Length: > 0 })
        {
            return false;
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            throw Refusal.MethodNotAllowed();
        }

        var request = await RequestBody.ReadObjectAsync(http.Request) ?? [];
        var account = store.Current.Find(new ObjectKey(CoreTypes.ServiceAccounts, path.Namespace, path.Name)) ?? throw Refusal.NotFound(CoreTypes.ServiceAccounts, path.Name);
        await Reply.JsonAsync(http, Answer(request, account), StatusCodes.Status201Created);
        return true;
    }

    private JsonObject Answer(JsonObject request, StoredObject account)
    {
        var seconds = request.NumberAt("spec", "expirationSeconds") ?? Usual;
        if (seconds is < Shortest or > Longest)
        {
            var limit = seconds < Shortest ? "may not specify a duration less than 10 minutes" : "may not specify a duration larger than 2^32 seconds";
            throw Refusal.Invalid(new ResourceType("authentication.k8s.io", "TokenRequest", "tokenrequests"), "", [FieldError.Invalid("spec.expirationSeconds", seconds, limit)]);
        }

        var asked = request.ArrayAt("spec", "audiences").Texts().ToList();
        var terms = new TokenTerms(asked.Count == 0 ? [ServiceAccountTokens.Audience] : asked, time.GetUtcNow().AddSeconds(seconds), BoundTo(request, account));
        request["kind"] = "TokenRequest";
        request["apiVersion"] = "authentication.k8s.io/v1";
        var metadata = request.Ensure("metadata");
        (metadata["name"], metadata["namespace"]) = (account.Key.Name, account.Key.Namespace);
        var spec = request.Ensure("spec");
        (spec["audiences"], spec["expirationSeconds"]) = (terms.Audiences.ToJsonArray(), seconds);
        request["status"] = new JsonObject { ["token"] = tokens.Issue(account, terms), ["expirationTimestamp"] = ObjectBuilder.Timestamp(terms.Expires!.Value) };
        return request;
    }

    private StoredObject? BoundTo(JsonObject request, StoredObject account)
    {
        if (request.ObjectAt("spec", "boundObjectRef") is not { } reference)
        {
            return null;
        }

        var name = reference.TextAt("name") ?? "";
        return reference.TextAt("kind") == "Secret"
            ? store.Current.Find(new ObjectKey(CoreTypes.Secrets, account.Key.Namespace, name)) ?? throw Refusal.NotFound(CoreTypes.Secrets, name)
            : throw Refusal.NotImplemented($"a token that is bound to a {reference.TextAt("kind")}");
    }
}
