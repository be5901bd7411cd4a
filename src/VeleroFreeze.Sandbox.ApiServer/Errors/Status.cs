using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Errors;

/// <summary>The API's one form of bad news.</summary>
internal sealed record Status(int Code, string Reason, string Message)
{
    public JsonObject? Details { get; init; }

    /// <summary>Where a list can be taken up again, inconsistently, after it expired.</summary>
    public string? Continue { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public JsonObject ToJson()
    {
        var node = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Continue is null ? [] : new JsonObject { ["continue"] = Continue },
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0)
        {
            node["reason"] = Reason;
        }

        if (Details is not null)
        {
            node["details"] = Details.DeepClone();
        }

        node["code"] = Code;
        return node;
    }
}

/// <summary>A request that is refused.</summary>
internal sealed class StatusException(Status status) : Exception(status.Message)
{
    public Status Status { get; } = status;
}
