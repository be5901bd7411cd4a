using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>A write that somebody asked for: where, who, how.</summary>
internal sealed record WriteRequest(TypeVersion Target, string Namespace, string Name, UserInfo User)
{
    public string Subresource { get; init; } = "";

    public bool IsDryRun { get; init; }

    public string? FieldManager { get; init; }

    public string? FieldValidation { get; init; }

    /// <summary>Collects what webhooks want the user to read.</summary>
    public WarningRecorder Warnings { get; init; } = new();

    public ResourceType Type => Target.Type;

    public bool IsStatus => Subresource == "status";

    public ObjectKey Key => KeyOf(Name);

    public ObjectKey KeyOf(string name) => new(Type.Storage, Namespace, name);

    /// <summary>The options as webhooks see them.</summary>
    public JsonObject OptionsAs(string kind)
    {
        var options = new JsonObject { ["kind"] = kind, ["apiVersion"] = "meta.k8s.io/v1" };
        if (IsDryRun)
        {
            options["dryRun"] = new JsonArray("All");
        }

        if (FieldManager is not null)
        {
            options["fieldManager"] = FieldManager;
        }

        if (FieldValidation is not null)
        {
            options["fieldValidation"] = FieldValidation;
        }

        return options;
    }
}

/// <summary>What a write left behind.</summary>
/// <param name="Object">The object in its stored version.</param>
/// <param name="Created">It did not exist before.</param>
internal sealed record WriteResult(JsonObject Object, bool Created = false);
