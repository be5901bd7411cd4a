using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Backups;

/// <summary>Everything Velero tells about one Backup: its files, and what newer releases leave in the cluster instead.</summary>
internal sealed class EvidenceSource(ArtifactFetcher fetcher, KubernetesClient client)
{
    private readonly ClusterArtifacts _cluster = new(client);

    /// <param name="backup">Over.</param>
    /// <param name="share">Held for as long as the evidence is: it may be most of what the process has.</param>
    /// <param name="cancellation">Ends it early.</param>
    public async Task<GatheredEvidence> GatherAsync(KubernetesObject backup, LargeFiles.Share share, CancellationToken cancellation)
    {
        if (BackupStages.Of(backup.Json.Member("status").Text("phase") ?? "") == BackupStage.NeverStarted)
        {
            return new GatheredEvidence(EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent>()), []);
        }

        var (contents, failures) = Parts(await fetcher.FetchAsync(backup, share, cancellation));
        // Small files, too: unpacked they may be large. And what the cluster has is held as a whole.
        await share.TakeAsync(cancellation);
        foreach (var (kind, content) in await _cluster.ReadAsync(backup, cancellation))
        {
            if (contents.GetValueOrDefault(kind) is not { State: ArtifactState.Complete })
            {
                contents[kind] = content;
            }
        }

        return new GatheredEvidence(EvidenceReader.Consume(contents), failures);
    }

    private static (Dictionary<ArtifactKind, ArtifactContent> Contents, IReadOnlyList<FetchFailure> Failures) Parts(IReadOnlyDictionary<ArtifactKind, FetchedArtifact> fetched) =>
        (fetched.ToDictionary(entry => entry.Key, entry => entry.Value.ToContent()), [.. Failures(fetched)]);

    /// <summary>What kept artifacts away, one line for each way; a file that does not exist is no failure.</summary>
    private static IEnumerable<FetchFailure> Failures(IReadOnlyDictionary<ArtifactKind, FetchedArtifact> fetched) =>
        from entry in fetched
        where entry.Value.Outcome is not (DownloadOutcome.Fetched or DownloadOutcome.NotFound or DownloadOutcome.NotSupported)
        group entry.Key by (entry.Value.Outcome, entry.Value.Sentence) into same
        select new FetchFailure(same.Key.Outcome, string.Join(", ", same.Order()), same.Key.Sentence!);
}

/// <param name="Evidence">Read.</param>
/// <param name="Failures">What could not be had although it may exist.</param>
internal sealed record GatheredEvidence(BackupEvidence Evidence, IReadOnlyList<FetchFailure> Failures);

/// <param name="Outcome">Why.</param>
/// <param name="Kinds">Of which artifacts.</param>
/// <param name="Sentence">For people.</param>
internal sealed record FetchFailure(DownloadOutcome Outcome, string Kinds, string Sentence);
