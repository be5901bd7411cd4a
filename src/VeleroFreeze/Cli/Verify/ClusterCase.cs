using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Cli.Verify;

/// <summary>A backup in a cluster, judged here and now with what the verifier recorded when it ran.</summary>
internal sealed class ClusterCase : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly KubernetesClient _client;
    private readonly EvidenceSource _evidence;

    public ClusterCase(KubernetesClientConfiguration cluster, FetchOptions fetch)
    {
        _client = new KubernetesClient(cluster);
        _evidence = new EvidenceSource(new ArtifactFetcher(_client, cluster.Server, fetch, TimeProvider.System), _client);
    }

    /// <exception cref="CommandException">There is no such backup, it is not over, or the cluster does not answer.</exception>
    public async Task<BackupCase> LoadAsync(string @namespace, string name, string reports, Action<string>? wait, CancellationToken cancellation)
    {
        try
        {
            var backup = await OverAsync(@namespace, name, wait, cancellation);
            return await JudgeAsync(backup, reports, await SettledAsync(backup, reports, wait, cancellation), cancellation);
        }
        catch (KubernetesException e)
        {
            throw new CommandException(NextStep(e), ExitCode.CannotTell);
        }
        catch (ArgumentException e)
        {
            // A name that cannot be one.
            throw new CommandException(e.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>What a person can do about it; the server's own words name the verb that is missing.</summary>
    internal static string NextStep(KubernetesException failure) => failure switch
    {
        { Code: 401 or 403 } => $"{failure.Message}; ask for that right, or use another --context",
        { Reason: KubernetesReason.Unreachable or KubernetesReason.DeadlineExceeded } => $"{failure.Message}; see --kubeconfig and --context",
        _ => failure.Message,
    };

    private async Task<KubernetesObject> OverAsync(string @namespace, string name, Action<string>? wait, CancellationToken cancellation)
    {
        var address = ClusterKinds.Backups.In(@namespace).Named(name);
        while (true)
        {
            var backup = await _client.FindAsync(address, cancellation)
                ?? throw new CommandException($"there is no backup {@namespace}/{name}; kubectl get backups.velero.io -n {@namespace} lists them");
            var phase = backup.Json.Member("status").Text("phase") ?? "New";
            if (BackupStages.Of(phase).IsTerminal())
            {
                return backup;
            }

            if (wait is null)
            {
                throw new CommandException($"backup {@namespace}/{name} is not over (phase {phase}); --wait waits for its end", ExitCode.CannotTell);
            }

            wait(Progress(backup, phase));
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    private static string Progress(KubernetesObject backup, string phase)
    {
        var progress = backup.Json.Member("status").Member("progress");
        return progress.Number("totalItems") is { } total ? $"{phase}, {progress.Number("itemsBackedUp") ?? 0} of {total} items" : phase;
    }

    /// <summary>
    /// The verifier needs some seconds after the end of a backup to write down what it saw. Judged before that, a good VM reads <c>HistoryGap</c>, so whoever waits for
    /// the backup waits for the verifier as well.
    /// </summary>
    private async Task<ReportRecord?> SettledAsync(KubernetesObject backup, string reports, Action<string>? wait, CancellationToken cancellation)
    {
        while (true)
        {
            var record = await RecordAsync(reports, backup.Metadata.Uid, cancellation);
            if (wait is null || VerifierPatience.IsOver(backup.Json.Member("status"), record, TimeProvider.System.GetUtcNow()))
            {
                return record;
            }

            wait("waiting for the verifier's report");
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    /// <summary>Without a verifier there is no record, and whoever asks may not be allowed to read it; then the cluster of now has to do.</summary>
    private async Task<ReportRecord?> RecordAsync(string reports, string uid, CancellationToken cancellation)
    {
        try
        {
            return await _client.FindAsync(ReportRecord.AddressOf(reports, uid), cancellation) is { } found ? new ReportRecord(found) : null;
        }
        catch (KubernetesException e) when (e.Code is 401 or 403)
        {
            return null;
        }
    }

    private async Task<BackupCase> JudgeAsync(KubernetesObject backup, string reports, ReportRecord? record, CancellationToken cancellation)
    {
        using var share = LargeFiles.Open();
        var gathered = await _evidence.GatherAsync(backup, share, cancellation);
        var notices = gathered.Failures.Select(failure => $"{failure.Kinds}: {failure.Sentence}").ToList();
        if (record is { HasHistory: true, HasEnd: false, Report: null })
        {
            notices.Add("the verifier has not written its report yet; with --wait its report is waited for");
        }

        var history = await HistoryAsync(reports, record, cancellation);
        var stored = record?.Report;
        var facts = new BackupFacts
        {
            Backup = BackupObjectReader.Read(backup.Json),
            Evidence = gathered.Evidence,
            History = history ?? ClusterHistory.Nothing,
            MachineBackups = record?.MachineBackups ?? SeenMachineBackups.Nothing,
            Afterwards = history is null && stored is null ? await new ClusterReader(_client, TimeProvider.System).TryReadAsync(notices.Add, cancellation) : null,
        };
        // What the verifier saw is dropped with its verdict: nobody can say later what it could say then.
        var isRefused = gathered.Failures.Any(failure => failure.Outcome == DownloadOutcome.RequestRefused);
        return stored is not null && (isRefused || history is null)
            ? new BackupCase(facts, stored, isRefused ? [.. notices, "shown is the report that the verifier wrote"] : notices)
            : new BackupCase(facts, ConsistencyJudge.Judge(facts), notices);
    }

    private async Task<ClusterHistory?> HistoryAsync(string reports, ReportRecord? record, CancellationToken cancellation) =>
        record?.Parts is { } parts ? await new HistoryPartReader(_client, reports).ReadAsync(record.Object.Metadata.Label(ReportRecord.BackupUidLabel) ?? "", parts, cancellation) : record?.History;
}
