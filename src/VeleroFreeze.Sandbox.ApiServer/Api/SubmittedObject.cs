using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>Whether an object that came with a request, or out of a patch, is one of the kind and place that the request names.</summary>
internal static class SubmittedObject
{
    /// <summary>Checks an object and brings it into normal form: its kind and namespace stated, absent members absent.</summary>
    public static void Check(ApiCall call, JsonObject node)
    {
        CheckKind(call, node);
        if ((ObjectShape.WhyUnreadable(node) ?? call.Type.WhyUnreadable?.Invoke(node)) is { } why)
        {
            throw Refusal.BadRequest($"{call.Type.Kind} in version \"{call.Target.Version}\" cannot be handled as a {call.Type.Kind}: {why}");
        }

        ObjectShape.DropNulls(node, everywhere: !call.Type.IsCustom);
        CheckNamespace(call, node.Ensure("metadata"));
    }

    private static void CheckKind(ApiCall call, JsonObject node)
    {
        var (apiVersion, kind) = (node.TextAt("apiVersion"), node.TextAt("kind"));
        if (call.Type.IsCustom && string.IsNullOrEmpty(kind))
        {
            throw Refusal.BadRequest($"Object 'Kind' is missing in '{node.ToText()}'");
        }

        // Built-in kinds may leave both out; the path says what is meant.
        if (!string.IsNullOrEmpty(kind) && kind != call.Type.Kind)
        {
            throw Refusal.BadRequest($"{kind} in version \"{apiVersion}\" cannot be handled as a {call.Type.Kind}: the kind in the data ({kind}) does not match the expected kind ({call.Type.Kind})");
        }

        if (!string.IsNullOrEmpty(apiVersion) && apiVersion != call.Target.ApiVersion)
        {
            throw Refusal.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({call.Target.ApiVersion})");
        }

        node["apiVersion"] = call.Target.ApiVersion;
        node["kind"] = call.Type.Kind;
    }

    private static void CheckNamespace(ApiCall call, JsonObject metadata)
    {
        var stated = metadata.TextAt("namespace") ?? "";
        if (!call.Type.Namespaced)
        {
            metadata.Remove("namespace");
        }
        else if (stated.Length == 0)
        {
            metadata["namespace"] = call.Path.Namespace;
        }
        else if (stated != call.Path.Namespace)
        {
            throw Refusal.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }
}
