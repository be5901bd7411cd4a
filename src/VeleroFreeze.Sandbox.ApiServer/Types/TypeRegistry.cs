namespace VeleroFreeze.Sandbox.Types;

/// <summary>All kinds that are served.</summary>
internal sealed class TypeRegistry(IReadOnlyList<ResourceType> types)
{
    private readonly Dictionary<(string Group, string Version, string Plural), TypeVersion> _served = types
        .SelectMany(type => type.Versions.Select(version => new TypeVersion(type, version)))
        .ToDictionary(served => (served.Type.Group, served.Version, served.Type.Plural));

    public static TypeRegistry Default { get; } = new(
    [
        .. CoreTypes.All, .. WorkloadTypes.All, .. RoleTypes.All, .. ClusterTypes.All, .. PolicyTypes.All, .. KubeVirtTypes.All, .. VeleroTypes.All, .. SnapshotTypes.All,
    ]);

    /// <summary>With the kinds of operators that are in many clusters and not in all.</summary>
    public static TypeRegistry WithOperators { get; } = new([.. Default.All, .. OperatorTypes.All]);

    public IReadOnlyList<ResourceType> All { get; } = types;

    /// <summary>The groups in the order in which discovery lists them, the core group left out.</summary>
    public IEnumerable<string> Groups => All.Select(type => type.Group).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal);

    public TypeVersion? Find(string group, string version, string plural) => _served.GetValueOrDefault((group, version, plural));

    public IEnumerable<string> VersionsOf(string group) => All.Where(type => type.Group == group).SelectMany(type => type.Versions).Distinct(StringComparer.Ordinal);

    public IEnumerable<ResourceType> In(string group, string version) => All.Where(type => type.Group == group && type.Versions.Contains(version));

    /// <summary>Every other way to name what a request names: other versions of the kind, and kinds stored with it.</summary>
    public IEnumerable<TypeVersion> EquivalentsOf(TypeVersion served) =>
        _served.Values.Where(other => ReferenceEquals(other.Type.Storage, served.Type.Storage) && other != served);
}
