using System.Text.Json;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups;

/// <summary>What newer releases of Velero leave in the cluster instead of in a file that can be asked for.</summary>
internal sealed class ClusterArtifacts(KubernetesClient client)
{
    /// <summary>Velero shortens longer names in a label to 57 characters and six of a hash; those are left to the files.</summary>
    private const int LongestLabel = 63;

    /// <summary>As much as is read of a document.</summary>
    private const int MostBytes = 32 << 20;

    public async Task<IReadOnlyDictionary<ArtifactKind, ArtifactContent>> ReadAsync(KubernetesObject backup, CancellationToken cancellation)
    {
        var name = backup.Metadata.Name;
        if (name.Length > LongestLabel)
        {
            return new Dictionary<ArtifactKind, ArtifactContent>();
        }

        var ofBackup = new ListOptions { LabelSelector = $"velero.io/backup-name={name}" };
        return new Dictionary<ArtifactKind, ArtifactContent>
        {
            [ArtifactKind.PodVolumeBackups] = await ListAsync(ClusterKinds.PodVolumeBackups.In(backup.Metadata.Namespace), ofBackup, cancellation),
            [ArtifactKind.CSIBackupVolumeSnapshotContents] = await ListAsync(ClusterKinds.SnapshotContents.Everywhere, ofBackup, cancellation),
        };
    }

    /// <summary>As an array, which is how Velero's own file holds them. What may not be listed is missing: it only ever adds to the evidence.</summary>
    private async Task<ArtifactContent> ListAsync(ResourceScope scope, ListOptions options, CancellationToken cancellation)
    {
        try
        {
            return await RenderAsync(client.ListAsync(scope, options, cancellation)) switch
            {
                null => ArtifactContent.Missing(),
                { Length: > MostBytes } => ArtifactContent.Missing($"there are more {scope.Kind.Plural} than are read"),
                var bytes => ArtifactContent.Of(bytes),
            };
        }
        catch (KubernetesException e)
        {
            return ArtifactContent.Missing($"{scope.Kind.Plural} cannot be listed: {e.Message}");
        }
    }

    /// <returns>Null when there is none; no more than one object beyond what is read.</returns>
    private static async Task<byte[]?> RenderAsync(IAsyncEnumerable<KubernetesObject> objects)
    {
        using var stream = new MemoryStream();
        await using var writer = new Utf8JsonWriter(stream);
        var isEmpty = true;
        writer.WriteStartArray();
        await foreach (var item in objects)
        {
            item.Json.WriteTo(writer);
            isEmpty = false;
            if (writer.BytesCommitted + writer.BytesPending > MostBytes)
            {
                break;
            }
        }

        writer.WriteEndArray();
        await writer.FlushAsync();
        return isEmpty ? null : stream.ToArray();
    }
}
