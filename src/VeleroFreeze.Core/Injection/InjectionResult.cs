using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Injection;

/// <summary>What was decided about one object.</summary>
public enum InjectionOutcome
{
    /// <summary>Hooks were added where ours had not been.</summary>
    Injected,

    /// <summary>Everything asked for is in place.</summary>
    Unchanged,

    /// <summary>Hooks of ours were completed or brought to what is asked now.</summary>
    Updated,

    /// <summary>Hooks of ours were taken out.</summary>
    Removed,

    /// <summary>The user's own hooks stand, and stay as they are.</summary>
    Kept,

    /// <summary>Nothing to do here, or nothing that can be done safely; the reason says which.</summary>
    Skipped,
}

/// <summary>Why an object was skipped, or kept as it is. The codes are stable: logs, reports and metrics carry them.</summary>
public enum InjectionReason
{
    /// <summary>Neither the VM nor its namespace has the label.</summary>
    NotOptedIn,

    /// <summary>The label says disabled, and nothing of ours is there.</summary>
    OptedOut,

    /// <summary>The label's value means nothing.</summary>
    UnknownPolicy,

    /// <summary>Only a generateName so far; the next write of the object has the name.</summary>
    NameNotKnownYet,

    /// <summary>Neither the file nor the command line says which namespace.</summary>
    NamespaceUnknown,

    /// <summary>Name or namespace is none that Kubernetes accepts.</summary>
    InvalidName,

    /// <summary>Not a KubeVirt object that carries hooks.</summary>
    NotAVirtualMachine,

    /// <summary>A pool's template is left alone: a change in it marks every VM of the pool for restart. Its VMs are injected one by one.</summary>
    PoolTemplate,

    /// <summary>A replica set's VMIs have no VM; KubeVirt's own hooks stay on them.</summary>
    ReplicaSetTemplate,

    /// <summary>A VMI that belongs to a VM: the VM is what has to change.</summary>
    OwnedInstance,

    /// <summary>The object is on its way out.</summary>
    BeingDeleted,

    /// <summary>Something other than an object stands where annotations belong.</summary>
    UnexpectedShape,

    /// <summary>The object is no JSON that can be read safely, such as a key that stands twice.</summary>
    Unreadable,

    /// <summary>The marker is of another version of this program, or was edited.</summary>
    UnknownMarker,

    /// <summary>The user wrote hooks of their own.</summary>
    UserHooks,

    /// <summary>The patch, applied in-process, did not give what was decided, so it is not handed out.</summary>
    NotProven,
}

/// <summary>The answer for one object.</summary>
/// <param name="Outcome">What was decided.</param>
/// <param name="Reason">Set for <see cref="InjectionOutcome.Skipped"/> and <see cref="InjectionOutcome.Kept"/>, null otherwise.</param>
/// <param name="Policy">What the labels ask for.</param>
/// <param name="Patch">Empty unless the object has to change; proven to apply to it.</param>
/// <param name="Warnings">For the person who writes the object; at most <see cref="InjectionWarning.MaxLength"/> characters each.</param>
public sealed record InjectionResult(
    InjectionOutcome Outcome,
    InjectionReason? Reason,
    FreezePolicy Policy,
    JsonPatch Patch,
    IReadOnlyList<InjectionWarning> Warnings)
{
    /// <summary>The object's hooks and skip key are as they shall be: at most the marker's text has to be brought to this release's.</summary>
    public bool ChangesMarkerOnly => Patch.Operations.All(operation => operation.Path.Last == InjectionMarker.Key);

    /// <summary>The reason's stable code, such as <c>not-opted-in</c>.</summary>
    public string? ReasonCode => Reason is { } reason ? KebabCase.Of(reason) : null;
}
