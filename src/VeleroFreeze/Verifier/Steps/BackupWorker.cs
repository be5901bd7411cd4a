using System.Collections.Concurrent;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Logging;
using VeleroFreeze.Verifier.Metrics;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>Takes the next step of whichever Backup has one, and goes on where one fails.</summary>
internal sealed class BackupWorker(BackupKnowledge known, WorkPlan plan, VerifierMetrics metrics, ILogger log)
{
    /// <summary>How often in a row something failed that may pass.</summary>
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    public Task RunAsync(LookStep look, VerdictStep verdict, CancellationToken cancellation) => plan.RunAsync(
        (uid, token) => GuardAsync(uid, look.TakeAsync, token),
        (uid, token) => GuardAsync(uid, verdict.TakeAsync, token),
        cancellation);

    /// <summary>5 s, 10 s, 20 s and so on to five minutes: a right that is missing may be granted, a storage may come back.</summary>
    internal static TimeSpan AfterFailures(int failures) => TimeSpan.FromSeconds(Math.Min(300, 5 * Math.Pow(2, Math.Min(failures, 10) - 1)));

    private async Task GuardAsync(string uid, Func<string, CancellationToken, Task> step, CancellationToken cancellation)
    {
        try
        {
            await step(uid, cancellation);
            _failures.TryRemove(uid, out _);
        }
        catch (KubernetesException e)
        {
            var wait = AfterFailures(_failures.AddOrUpdate(uid, 1, (_, before) => before + 1));
            plan.Retry(uid, known.NameOf(uid), wait, e.Message, isDue: false, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // One Backup's evidence must not cost the others their verdicts. Its text may hold anything; type and place do not.
            metrics.EvidenceError(VerifierMetrics.InternalFault);
            Log.Fault(log, known.NameOf(uid), e.GetType().Name, e.StackTrace?.Split('\n')[0].Trim() ?? "");
        }
    }
}
