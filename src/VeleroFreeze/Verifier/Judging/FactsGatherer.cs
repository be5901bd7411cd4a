using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Metrics;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Judging;

/// <summary>Puts together all that speaks for or against a Backup: Velero's files, what was recorded while it ran, what earlier Backups left behind.</summary>
internal sealed class FactsGatherer(EvidenceSource evidence, ReportStore store, HistoryMemory memory, FrozenGuests frozen, TimeProvider time)
{
    /// <param name="seen">The Backup, as it was told of last.</param>
    /// <param name="backup">The same, as it is now.</param>
    /// <param name="record">What was recorded of it.</param>
    /// <param name="share">The memory that its files may take.</param>
    /// <param name="telemetry">Hears of files that could not be had.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<BackupFacts> GatherAsync(
        SeenBackup seen, KubernetesObject backup, ReportRecord? record, LargeFiles.Share share, VerdictTelemetry telemetry, CancellationToken cancellation)
    {
        var gathered = await evidence.GatherAsync(backup, share, cancellation);
        foreach (var failure in gathered.Failures)
        {
            telemetry.EvidenceProblem(backup.Metadata.Key, failure);
        }

        var history = (record is null ? null : await store.FindHistoryAsync(record, cancellation)) ?? ClusterHistory.Nothing;
        return new BackupFacts
        {
            Backup = BackupObjectReader.Read(backup.Json),
            Evidence = gathered.Evidence,
            History = history with { LeftFrozen = frozen.Before(seen, history) },
            MachineBackups = record?.MachineBackups ?? SeenMachineBackups.Nothing,
            Afterwards = history.Watched.Count == 0 ? memory.Now(time.GetUtcNow()) : null,
        };
    }

    /// <summary>Whether an earlier Backup that may have left guests of this one frozen has no verdict yet.</summary>
    public async Task<bool> AwaitsEarlierAsync(SeenBackup seen, ReportRecord? record, CancellationToken cancellation) =>
        record?.HasHistory == true && await store.FindHistoryAsync(record, cancellation) is { } history && frozen.Unjudged(seen, history).Count > 0;
}
