using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>What is being done to an object.</summary>
internal enum AdmissionOperation
{
    Create,
    Update,
    Delete,
}

/// <summary>What webhooks are asked about; objects are in their stored version.</summary>
internal sealed record AdmissionFacts(WriteRequest Request, AdmissionOperation Operation, JsonObject? Object, JsonObject? OldObject, JsonObject Options)
{
    public string OperationName => Operation.ToString().ToUpperInvariant();

    /// <summary>A namespace counts as lying in itself.</summary>
    public string Namespace => Request.Type == CoreTypes.Namespaces ? Request.Name : Request.Namespace;

    /// <summary>The kinds that configure admission are exempt from it, or nobody could repair a broken configuration.</summary>
    public bool IsExempt => Request.Type == ClusterTypes.MutatingWebhooks || Request.Type == ClusterTypes.ValidatingWebhooks;
}
