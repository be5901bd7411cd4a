using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>What was collected, in the order in which Velero visits it: pods, claims, volumes, the rest of the core group, then other groups.</summary>
internal sealed class Collection
{
    private static readonly string[] First = ["pods", "persistentvolumeclaims", "persistentvolumes"];

    private readonly Dictionary<(string Resource, string Path), BackupItem> _byKey;

    /// <param name="items">What the backup visits.</param>
    /// <param name="spec">The Backup.</param>
    /// <param name="others">What else the cluster holds; it can only be reached from an item that is visited.</param>
    public Collection(IEnumerable<BackupItem> items, BackupSpec spec, params IEnumerable<BackupItem> others)
    {
        Items = [.. items.OrderBy(Rank).ThenBy(item => item.Resource, StringComparer.Ordinal).ThenBy(spec.PlaceOf)];
        _byKey = Items.Concat(others).ToDictionary(item => item.Key);
        Filter = new ItemFilter(spec);
    }

    public ItemFilter Filter { get; }

    public IReadOnlyList<BackupItem> Items { get; }

    /// <summary>An item or another object of the cluster.</summary>
    public BackupItem? Find(string resource, string path) => _byKey.GetValueOrDefault((resource, path));

    public BackupItem? Claim(string ns, string name) => Find("persistentvolumeclaims", $"{ns}/{name}");

    public BackupItem? ClaimOf(BackupItem volume) =>
        Claim(volume.Json.TextAt("spec", "claimRef", "namespace") ?? "", volume.Json.TextAt("spec", "claimRef", "name") ?? "");

    public IEnumerable<BackupItem> PodsIn(string ns) => _byKey.Values.Where(item => item.IsPod && item.Namespace == ns);

    public IEnumerable<BackupItem> ClaimsOf(BackupItem pod) => pod.Claims.Select(volume => Claim(pod.Namespace, volume.Claim)).OfType<BackupItem>();

    /// <summary>The volume that a claim is bound to; null when it is not bound or the volume is not known.</summary>
    public BackupItem? VolumeOf(BackupItem claim) =>
        claim.Json.TextAt("spec", "volumeName") is { } name ? Find("persistentvolumes", name) : null;

    public IEnumerable<BackupItem> PodsMounting(BackupItem claim) =>
        PodsIn(claim.Namespace).Where(pod => pod.Claims.Any(volume => volume.Claim == claim.Name));

    private static int Rank(BackupItem item) =>
        item.Group.Length > 0 ? First.Length + 1 : Array.IndexOf(First, item.Resource) is var place && place >= 0 ? place : First.Length;
}
