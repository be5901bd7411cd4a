using System.Formats.Tar;
using System.Text.Json;
using VeleroFreeze.Core.Evidence.Unpacking;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Evidence.Reading;

/// <summary>Reads the objects of a backup that say what its virtual machines were: VMs, their instances, pods, claims and namespaces.</summary>
public static class TarballReader
{
    // etcd takes no object above 1.5 MiB.
    private const long LargestObject = 4 << 20;

    // Of all objects together, as JSON; some 10,000 VMs. Beyond it nothing is read rather than a part.
    private const long MostBytes = 256 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonSlice.MaxDepth };

    /// <returns>The objects; none when the tarball is missing, damaged or larger than is read.</returns>
    public static IReadOnlyList<JsonElement> Read(ArtifactContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var stream = ArtifactStream.Open(content, ReadLimits.Default);
        try
        {
            var objects = ReadEntries(stream);
            Drain(stream);
            return stream.Fault is null ? objects : [];
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or JsonException or ArgumentException or InvalidOperationException)
        {
            return [];
        }
    }

    private static List<JsonElement> ReadEntries(Stream stream)
    {
        using var tar = new TarReader(new TarGuard(stream), leaveOpen: true);
        var objects = new List<JsonElement>();
        long bytes = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            if (IsWanted(entry))
            {
                bytes += entry.Length;
                objects.Add(entry.Length <= LargestObject && bytes <= MostBytes ? ReadObject(entry) : throw new InvalidDataException("more objects than are read"));
            }
        }

        return objects;
    }

    private static JsonElement ReadObject(TarEntry entry)
    {
        using var document = JsonDocument.Parse(entry.DataStream!, Options);
        return document.RootElement.Clone();
    }

    /// <summary>
    /// An object's own entry. Newer releases write each object a second time below <c>v1-preferredversion</c>, which makes a longer path.
    /// </summary>
    private static bool IsWanted(TarEntry entry) =>
        entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
        && entry.DataStream is not null
        && entry.Name.EndsWith(".json", StringComparison.Ordinal)
        && entry.Name.Split('/') is ["resources", "namespaces", "cluster", _] or
            ["resources", "pods" or "persistentvolumeclaims" or "virtualmachines.kubevirt.io" or "virtualmachineinstances.kubevirt.io", "namespaces", _, _];

    private static void Drain(Stream stream)
    {
        var buffer = new byte[32 << 10];
        while (stream.Read(buffer, 0, buffer.Length) > 0)
        {
        }
    }
}
