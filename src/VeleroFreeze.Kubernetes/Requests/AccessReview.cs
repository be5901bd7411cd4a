using System.Text;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>A question about our own rights: may we do this?</summary>
/// <param name="Verb">Such as <c>get</c>, <c>watch</c> or <c>patch</c>.</param>
/// <param name="Target">The type, and the namespace or none for all.</param>
/// <param name="Name">One object; null for any.</param>
/// <param name="Subresource">Such as <c>status</c>; null for the object itself.</param>
public sealed record AccessReview(string Verb, ResourceScope Target, string? Name = null, string? Subresource = null)
{
    /// <summary>The object to create as a SelfSubjectAccessReview.</summary>
    internal ReadOnlyMemory<byte> Render()
    {
        var attributes = new JsonObject
        {
            ["verb"] = Verb,
            ["group"] = Target.Kind.Group,
            ["version"] = Target.Kind.Version,
            ["resource"] = Target.Kind.Plural,
        };
        Set("namespace", Target.Namespace);
        Set("name", Name);
        Set("subresource", Subresource);
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject { ["resourceAttributes"] = attributes },
        };
        return Encoding.UTF8.GetBytes(review.ToJsonString());

        void Set(string key, string? value)
        {
            if (value is not null)
            {
                attributes[key] = value;
            }
        }
    }
}
