using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Backups.Reports;

/// <summary>Puts a history together that lies in several ConfigMaps.</summary>
internal sealed class HistoryPartReader(KubernetesClient client, string @namespace)
{
    /// <returns>Null when a part is missing, or is not the one that was written.</returns>
    public async Task<ClusterHistory?> ReadAsync(string backupUid, HistoryParts parts, CancellationToken cancellation)
    {
        using var packed = new MemoryStream();
        foreach (var name in parts.Names(backupUid))
        {
            var found = await client.FindAsync(ClusterKinds.ConfigMaps.In(@namespace).Named(name), cancellation);
            if (Readable.OrNull(() => Convert.FromBase64String(found?.Json.Member("binaryData").Text(HistoryParts.Key) ?? "")) is not { } bytes)
            {
                return null;
            }

            packed.Write(bytes);
        }

        var whole = packed.ToArray();
        return HistoryParts.ChecksumOf(whole) == parts.Checksum ? Readable.OrNull(() => ClusterHistoryJson.Read(Packed.Open(whole))) : null;
    }
}
