using System.Text;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Verifier.Records;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>A former leader that still believes: what stops its write is the API server.</summary>
public sealed class LateWriteScenarios
{
    private static readonly KubernetesObject Backup = KubernetesObject.Parse(Encoding.UTF8.GetBytes(
        """{"apiVersion":"velero.io/v1","kind":"Backup","metadata":{"name":"nightly","namespace":"default","uid":"0f0e0d0c-0000-4000-8000-000000000001"}}"""));

    [Fact]
    public async Task Its_verdict_over_a_record_that_another_wrote_since_is_refused_with_409()
    {
        var kubeconfig = Path.GetTempFileName();
        await using var api = await ApiServer.StartAsync(new ApiServerOptions { KubeconfigPath = kubeconfig });
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildDefaultConfig(kubeconfig));
        var store = new ReportStore(client, new FencedWriter(client, () => true), "default");
        var uid = Backup.Metadata.Uid;
        (await store.PutHistoryAsync(Backup, null, ClusterHistory.Nothing, isEnd: false, CancellationToken.None)).Outcome.ShouldBe(FencedOutcome.Written);
        var seenBeforeItWasStopped = await store.FindAsync(uid, CancellationToken.None);

        var seenByTheNext = await store.FindAsync(uid, CancellationToken.None);
        (await store.WriteAsync(Backup, seenByTheNext, Report(Core.Consistency.Reports.Verdict.CrashConsistent), CancellationToken.None)).ShouldBe(FencedOutcome.Written);

        (await store.WriteAsync(Backup, seenBeforeItWasStopped, Report(Core.Consistency.Reports.Verdict.FileSystemConsistent), CancellationToken.None)).ShouldBe(FencedOutcome.NotYours);
        (await store.WriteAsync(Backup, null, Report(Core.Consistency.Reports.Verdict.FileSystemConsistent), CancellationToken.None)).ShouldBe(FencedOutcome.NotYours);
        (await store.RemoveAsync(seenBeforeItWasStopped!, CancellationToken.None)).ShouldBe(FencedOutcome.NotYours);
        (await store.FindAsync(uid, CancellationToken.None))!.Report!.Verdict.ShouldBe(Core.Consistency.Reports.Verdict.CrashConsistent);
        File.Delete(kubeconfig);
    }

    private static ConsistencyReport Report(Core.Consistency.Reports.Verdict verdict) => new(
        new BackupSummary("default", "nightly", Backup.Metadata.Uid, "Completed", null, null, null, null),
        verdict,
        PolicyMet: false,
        [],
        new EvidenceStates(ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete));
}
