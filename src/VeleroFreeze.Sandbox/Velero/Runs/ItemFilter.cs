using System.IO.Enumeration;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Selectors;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Which objects a Backup's spec asks for.</summary>
internal sealed class ItemFilter(BackupSpec backup)
{
    private const string Excluded = "velero.io/exclude-from-backup";

    private readonly Names _namespaces = Names.Of(backup, "Namespaces");

    private readonly Names _resources = Names.Of(backup, "Resources");

    private readonly LabelSelector _labels = LabelSelector.OfObject(backup.Spec.ObjectAt("labelSelector"));

    private readonly bool? _clusterResources = backup.Spec.BoolAt("includeClusterResources");

    /// <summary>Whether the backup visits an object by itself. With some namespaces only, objects of the cluster come in only when items lead to them.</summary>
    public bool Collects(BackupItem item) => Objection(item) is null && IsWanted(item) && _labels.MatchesObject(item.Json);

    /// <summary>What keeps an object out even when an item leads to it; null when nothing does.</summary>
    public string? Objection(BackupItem item)
    {
        if (item.Json.TextAt("metadata", "labels", Excluded) == "true")
        {
            return $"it has label {Excluded}=true";
        }

        if (item.Namespace.Length > 0 ? !_namespaces.Admits(item.Namespace) : _clusterResources == false && item.Resource != "namespaces")
        {
            return item.Namespace.Length > 0 ? "namespace is excluded" : "resource is cluster-scoped and is excluded by cluster filter.";
        }

        return Admits(item) ? null : "resource is excluded";
    }

    /// <summary>Whether the lists of resources let a kind in.</summary>
    public bool Admits(BackupItem item) => _resources.Admits(item.Resource, item.Plural, item.Kind.ToLowerInvariant());

    private bool IsWanted(BackupItem item) =>
        item.Namespace.Length > 0 || (item.Resource == "namespaces" ? _namespaces.Admits(item.Name) : _clusterResources ?? _namespaces.AdmitsAll);

    /// <summary>A pair of lists; an empty list of what is included stands for everything.</summary>
    private sealed record Names(IReadOnlyList<string> Included, IReadOnlyList<string> Excluded)
    {
        public bool AdmitsAll => Included.Count == 0 || Included.Contains("*");

        public static Names Of(BackupSpec backup, string what) =>
            new([.. backup.Spec.ArrayAt("included" + what).Texts()], [.. backup.Spec.ArrayAt("excluded" + what).Texts()]);

        /// <param name="names">All that one thing is called.</param>
        public bool Admits(params IEnumerable<string> names)
        {
            var all = names.ToList();
            return (Included.Count == 0 || Included.Any(pattern => Fits(pattern, all))) && !Excluded.Any(pattern => Fits(pattern, all));
        }

        private static bool Fits(string pattern, List<string> names) => names.Exists(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
    }
}
