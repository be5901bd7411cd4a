using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Injection;

/// <summary>What a person can do about an object that was skipped or kept.</summary>
public static class ReasonText
{
    /// <summary>One sentence, or null where the code or a warning says all there is to say.</summary>
    public static string? Of(InjectionReason? reason) => reason switch
    {
        InjectionReason.NotOptedIn => $"label it {FreezeLabel.Key}=required or preferred to opt in",
        InjectionReason.NameNotKnownYet => "it has only a generateName; the webhook completes it once the cluster has named it",
        InjectionReason.NamespaceUnknown => "the hooks name the namespace: set metadata.namespace or pass --namespace",
        InjectionReason.InvalidName => "name or namespace is missing or is none that Kubernetes accepts",
        InjectionReason.PoolTemplate => "a changed pool template restarts its VMs; the webhook injects each VM of the pool when it is created",
        InjectionReason.ReplicaSetTemplate => "its instances have no VM; KubeVirt's own freeze hooks stay in force on them",
        InjectionReason.OwnedInstance => "change the VirtualMachine it belongs to",
        InjectionReason.Unreadable => "a key stands twice, or a text is not valid Unicode",
        InjectionReason.UnknownMarker => "its marker was edited or is of another release; take out the marker and the hooks to start over",
        InjectionReason.UserHooks => "velero-freeze lint says what its hooks do",
        InjectionReason.NotProven => "please report this object",
        _ => null,
    };
}
