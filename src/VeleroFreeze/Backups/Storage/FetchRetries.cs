using Polly;
using Polly.Retry;

namespace VeleroFreeze.Backups.Storage;

/// <summary>Which failures of a fetch may pass by themselves.</summary>
internal static class FetchRetries
{
    private const int MaxRetries = 3;

    public static ResiliencePipeline<FetchedArtifact> Create(TimeSpan delay, TimeProvider time) =>
        new ResiliencePipelineBuilder<FetchedArtifact> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<FetchedArtifact>
            {
                ShouldHandle = arguments => new ValueTask<bool>(arguments.Outcome.Result is { } fetched && MayPass(fetched.Outcome, arguments.AttemptNumber)),
                MaxRetryAttempts = MaxRetries,
                Delay = delay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();

    /// <param name="outcome">What happened.</param>
    /// <param name="attempt">From 0.</param>
    internal static bool MayPass(DownloadOutcome outcome, int attempt) => outcome switch
    {
        DownloadOutcome.Unreachable or DownloadOutcome.ConnectTimedOut or DownloadOutcome.ServerFailed or DownloadOutcome.TooSlow or DownloadOutcome.Incomplete => true,
        // A URL may have expired on the way; a second one that is refused was not.
        DownloadOutcome.AccessDenied => attempt == 0,
        _ => false,
    };
}
