namespace VeleroFreeze.Sandbox.Patching;

/// <summary>Why a patch cannot be used.</summary>
internal enum PatchFault
{
    /// <summary>It is no patch of its kind.</summary>
    Undecodable,

    /// <summary>It is one, and does not fit the object.</summary>
    DoesNotApply,
}

/// <summary>A patch that cannot be used.</summary>
internal sealed class PatchException(PatchFault fault, string message) : Exception(message)
{
    public PatchFault Fault { get; } = fault;
}
