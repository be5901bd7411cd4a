using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Discovery;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Answers who somebody is and what they may do. There are no roles yet: everybody who is known may do everything.</summary>
internal sealed class ReviewHandler(Authenticator authenticator)
{
    /// <summary>False when the path names no review.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http, ApiPath path, UserInfo user)
    {
        var kind = DiscoveryDocuments.VirtualIn(path.Group, path.Version).FirstOrDefault(kind => kind.Plural == path.Plural);
        if (kind.Kind is null || path.Namespace.Length > 0)
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
        "SelfSubjectRulesReview" => Everything(),
        _ => new JsonObject { ["allowed"] = true, ["reason"] = "the sandbox has no roles: whoever is known may do everything" },
    };

    private JsonObject StatusOfToken(string token) => authenticator.Find(token) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = user.ToJson(), ["audiences"] = new JsonArray("https://kubernetes.default.svc") }
        : new JsonObject { ["user"] = new JsonObject(), ["error"] = "[invalid bearer token]" };

    private static JsonObject Everything() => new()
    {
        ["resourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") }),
        ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
        ["incomplete"] = false,
    };
}
