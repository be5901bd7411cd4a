namespace VeleroFreeze.Core.Hooks;

/// <summary>What Velero does when a hook fails. The annotation's values are these names, case-sensitive.</summary>
public enum OnError
{
    /// <summary>The failure is counted, the pod is backed up and the post hook still runs.</summary>
    Continue,

    /// <summary>The pod is left out of the backup and its post hook is not run; its disks are captured all the same.</summary>
    Fail,
}
