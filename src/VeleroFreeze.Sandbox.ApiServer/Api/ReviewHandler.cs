using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Discovery;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Urls;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Answers who somebody is and what they may do.</summary>
internal sealed class ReviewHandler(Authenticator authenticator, Authorizer authorizer)
{
    /// <summary>False when the path names no review.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http, ApiPath path, UserInfo user)
    {
        var kind = DiscoveryDocuments.VirtualIn(path.Group, path.Version).FirstOrDefault(kind => kind.Plural == path.Plural);
        if (kind.Kind is null || path.Namespace.Length > 0 != (kind.Kind == "LocalSubjectAccessReview"))
        {
            return false;
        }

        if (!HttpMethods.IsPost(http.Request.Method) || path.Name.Length > 0)
        {
            throw Refusal.MethodNotAllowed();
        }

        var review = await RequestBody.ReadObjectAsync(http.Request) ?? [];
        review["kind"] = kind.Kind;
        review["apiVersion"] = $"{path.Group}/{path.Version}";
        review.Ensure("metadata");
        CheckAccess(kind.Kind, review);
        review["status"] = StatusOf(kind.Kind, review, user);
        await Reply.JsonAsync(http, review, StatusCodes.Status201Created);
        return true;
    }

    /// <summary>A question about access is about a resource or about a path. The refusal names no kind.</summary>
    private static void CheckAccess(string kind, JsonObject review)
    {
        if (kind.EndsWith("AccessReview", StringComparison.Ordinal)
            && review.At("spec", "resourceAttributes") is null == review.At("spec", "nonResourceAttributes") is null)
        {
            var error = FieldError.Invalid("spec.resourceAttributes", null, "exactly one of nonResourceAttributes or resourceAttributes must be specified");
            throw Refusal.Invalid(new ResourceType("authorization.k8s.io", "", ""), "", [error]);
        }
    }

    private JsonObject StatusOf(string kind, JsonObject review, UserInfo user) => kind switch
    {
        "SelfSubjectReview" => new JsonObject { ["userInfo"] = user.ToJson() },
        "TokenReview" => StatusOfToken(review.TextAt("spec", "token") ?? ""),
        "SelfSubjectRulesReview" => RulesOf(authorizer.GrantsOf(user, review.TextAt("spec", "namespace") ?? "")),
        "SelfSubjectAccessReview" => Access(review, user),
        _ => Access(review, new UserInfo(review.TextAt("spec", "user") ?? "", [.. review.ArrayAt("spec", "groups").Texts()])),
    };

    private JsonObject StatusOfToken(string token) => authenticator.Find(token) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = user.ToJson(), ["audiences"] = new JsonArray(ServiceAccountTokens.Audience) }
        : new JsonObject { ["user"] = new JsonObject(), ["error"] = "[invalid bearer token]" };

    private JsonObject Access(JsonObject review, UserInfo user)
    {
        var decision = authorizer.Decide(user, AskedIn(review.ObjectAt("spec")));
        var status = new JsonObject { ["allowed"] = decision.IsAllowed };
        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }

        return status;
    }

    private static RequestAttributes AskedIn(JsonObject? spec) => spec.ObjectAt("resourceAttributes") is { } resource
        ? new RequestAttributes(resource.TextAt("verb") ?? "")
        {
            Group = resource.TextAt("group") ?? "",
            Resource = resource.TextAt("resource") ?? "",
            Subresource = resource.TextAt("subresource") ?? "",
            Namespace = resource.TextAt("namespace") ?? "",
            Name = resource.TextAt("name") ?? "",
        }
        : new RequestAttributes(spec.TextAt("nonResourceAttributes", "verb") ?? "") { Path = spec.TextAt("nonResourceAttributes", "path") ?? "" };

    private static JsonObject RulesOf(Grants grants)
    {
        var status = new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. grants.Rules.Where(grant => grant.Rule.Resources.Count > 0).Select(grant => grant.Rule.ToJson())]),
            ["nonResourceRules"] = new JsonArray([.. grants.Rules.Where(grant => grant.Rule.Paths.Count > 0).Select(grant => grant.Rule.ToJson())]),
            ["incomplete"] = false,
        };
        if (grants.Faults.Count > 0)
        {
            status["evaluationError"] = string.Join(", ", grants.Faults);
        }

        return status;
    }
}
