using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Kubernetes.Client;

/// <summary>
/// Runs the machine. Each step is repeated until one succeeds, with growing waits between; success ends the repetition, and with it the growth.
/// Nothing is read ahead: a receiver that takes its time holds back the server, not memory.
/// </summary>
internal sealed class WatchLoop(WatchConnection connection, Action<KubernetesException> onFailure, TimeProvider time)
{
    /// <summary>However long a server asks us to wait, a watch looks again after this.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    private readonly WatchMachine _machine = new(connection.Options.PageSize);

    public async IAsyncEnumerable<WatchEvent> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var owned = connection;
        var untilItSucceeds = Backoff();
        while (true)
        {
            var step = await untilItSucceeds.ExecuteAsync(
                async token => _machine.Apply(await connection.NextAsync(_machine.State, token)), cancellation);
            foreach (var item in step.Events)
            {
                yield return item;
            }

            if (step.Version is { } version)
            {
                // Only now has the receiver taken what came before.
                connection.Options.OnProgress?.Invoke(version);
            }
        }
    }

    private ResiliencePipeline<WatchStep> Backoff() => new ResiliencePipelineBuilder<WatchStep> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<WatchStep>
        {
            ShouldHandle = arguments => new ValueTask<bool>(arguments.Outcome.Result?.Failure is not null),
            MaxRetryAttempts = int.MaxValue,
            Delay = connection.Options.MinDelay,
            MaxDelay = connection.Options.MaxDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = arguments => new ValueTask<TimeSpan?>(AskedFor(arguments.Outcome.Result!.Failure!)),
            OnRetry = arguments =>
            {
                onFailure(arguments.Outcome.Result!.Failure!);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    /// <returns>Null where the server did not say, for the usual growing wait.</returns>
    private static TimeSpan? AskedFor(KubernetesException failure) => failure.RetryAfter > MaxRetryAfter ? MaxRetryAfter : failure.RetryAfter;
}
