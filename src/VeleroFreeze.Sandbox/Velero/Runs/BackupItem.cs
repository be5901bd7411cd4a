using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>An object that was collected at the start of the backup; it is not read again.</summary>
internal sealed record BackupItem(JsonObject Json)
{
    public string ApiVersion => Json.TextAt("apiVersion") ?? "";

    public string Kind => Json.TextAt("kind") ?? "";

    public string Namespace => Json.TextAt("metadata", "namespace") ?? "";

    public string Name => Json.TextAt("metadata", "name") ?? "";

    public string Uid => Json.TextAt("metadata", "uid") ?? "";

    public string Group => ApiVersion.Contains('/') ? ApiVersion[..ApiVersion.IndexOf('/')] : "";

    public bool IsBeingDeleted => Json.TextAt("metadata", "deletionTimestamp") is not null;

    public bool IsRunningPod => IsPod && Json.TextAt("status", "phase") == "Running";

    /// <summary>The plural in lower case, as English forms it; the only exception is a kind that is a plural itself.</summary>
    public string Plural => Kind switch
    {
        "Endpoints" => "endpoints",
        [.. var stem, 'y'] => stem.ToLowerInvariant() + "ies",
        [.., 's'] => Kind.ToLowerInvariant() + "es",
        _ => Kind.ToLowerInvariant() + "s",
    };

    /// <summary>As log lines name it: <c>pods</c>, <c>virtualmachines.kubevirt.io</c>.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As the resource list names it.</summary>
    public string Path => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    public (string Resource, string Path) Key => (Resource, Path);

    public bool IsPod => Resource == "pods";

    public bool IsClaim => Resource == "persistentvolumeclaims";

    /// <summary>A pod's volumes that are claims: the volume's name and the claim's.</summary>
    public IEnumerable<(string Volume, string Claim)> Claims => Json.ArrayAt("spec", "volumes").Objects()
        .Where(volume => volume.TextAt("persistentVolumeClaim", "claimName") is not null)
        .Select(volume => (volume.TextAt("name") ?? "", volume.TextAt("persistentVolumeClaim", "claimName")!));
}
