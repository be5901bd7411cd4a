using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Urls;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>One request for objects of a kind that is served.</summary>
internal sealed record ApiCall(HttpContext Http, ApiPath Path, TypeVersion Target, UserInfo User)
{
    public ResourceType Type => Target.Type;

    public IQueryCollection Query => Http.Request.Query;

    public CancellationToken Stop => Http.RequestAborted;

    public WarningRecorder Warnings { get; } = new();

    public string? Text(string name) => Query[name] is { Count: > 0 } values && values[0] is { Length: > 0 } text ? text : null;

    public bool Flag(string name) => Query[name].ToString() is not ("" or "false" or "0") || (Query.ContainsKey(name) && Query[name].ToString().Length == 0);

    /// <summary>The write that this request asks for.</summary>
    /// <param name="options">The kind of its options, for messages.</param>
    /// <param name="isDryRun">Said so in the body.</param>
    public WriteRequest ToWrite(string options, bool isDryRun = false)
    {
        var dryRun = Text("dryRun");
        var validation = Text("fieldValidation");
        if (dryRun is not (null or "All"))
        {
            throw Refusal.InvalidOptions(options, FieldError.NotSupported("dryRun", dryRun, "All"));
        }

        if (validation is not (null or "Ignore" or "Warn" or "Strict"))
        {
            throw Refusal.InvalidOptions(options, FieldError.NotSupported("fieldValidation", validation, "Ignore", "Strict", "Warn"));
        }

        return new WriteRequest(Target, Path.Namespace, Path.Name, User)
        {
            Subresource = Path.Subresource,
            IsDryRun = isDryRun || dryRun is not null,
            FieldManager = Text("fieldManager"),
            FieldValidation = validation,
            Warnings = Warnings,
        };
    }
}
