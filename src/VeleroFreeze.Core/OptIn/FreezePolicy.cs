namespace VeleroFreeze.Core.OptIn;

/// <summary>What the owner of a VM asks of its backups.</summary>
public enum FreezePolicy
{
    /// <summary>Nothing was asked: neither the VM nor its namespace carries the label.</summary>
    None,

    /// <summary>The backup must be file-system-consistent.</summary>
    Required,

    /// <summary>Freeze if possible; crash-consistent is accepted and said.</summary>
    Preferred,

    /// <summary>Leave this VM alone and take out what was injected.</summary>
    Disabled,

    /// <summary>The label has a value that means nothing: nothing is injected, nothing is taken out, and the user is told.</summary>
    Unknown,
}

/// <summary>The opt-in label, on a VirtualMachine or as the default of its Namespace.</summary>
public static class FreezeLabel
{
    public const string Key = "velerofreeze.io/freeze";

    /// <summary>The policy a label value asks for. Values are case-sensitive, as the webhook's namespace selectors are.</summary>
    public static FreezePolicy Parse(string? value) => value switch
    {
        null => FreezePolicy.None,
        "required" or "true" or "enabled" => FreezePolicy.Required,
        "preferred" => FreezePolicy.Preferred,
        "disabled" or "false" => FreezePolicy.Disabled,
        _ => FreezePolicy.Unknown,
    };
}
