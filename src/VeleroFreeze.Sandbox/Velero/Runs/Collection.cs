using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>What was collected, in the order in which Velero visits it: pods, claims, volumes, the rest of the core group, then other groups.</summary>
internal sealed class Collection
{
    private static readonly string[] First = ["pods", "persistentvolumeclaims", "persistentvolumes"];

    private readonly Dictionary<(string Resource, string Path), BackupItem> _byKey;

    public Collection(IEnumerable<BackupItem> items, BackupSpec spec)
    {
        Items = [.. items.OrderBy(Rank).ThenBy(item => item.Resource, StringComparer.Ordinal).ThenBy(spec.PlaceOf)];
        _byKey = Items.ToDictionary(item => item.Key);
    }

    public IReadOnlyList<BackupItem> Items { get; }

    public BackupItem? Claim(string ns, string name) => _byKey.GetValueOrDefault(("persistentvolumeclaims", $"{ns}/{name}"));

    public IEnumerable<BackupItem> ClaimsOf(BackupItem pod) => pod.Claims.Select(volume => Claim(pod.Namespace, volume.Claim)).OfType<BackupItem>();

    /// <summary>The volume that a claim is bound to; null when it is not bound or was not collected.</summary>
    public BackupItem? VolumeOf(BackupItem claim) =>
        claim.Json.TextAt("spec", "volumeName") is { } name ? _byKey.GetValueOrDefault(("persistentvolumes", name)) : null;

    public IEnumerable<BackupItem> PodsMounting(BackupItem claim) =>
        Items.Where(item => item.IsPod && item.Namespace == claim.Namespace && item.Claims.Any(volume => volume.Claim == claim.Name));

    private static int Rank(BackupItem item) =>
        item.Group.Length > 0 ? First.Length + 1 : Array.IndexOf(First, item.Resource) is var place && place >= 0 ? place : First.Length;
}
