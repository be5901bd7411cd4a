using Polly;
using Polly.Retry;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Transport;

/// <summary>When a call is made again, and how long after.</summary>
internal static class RetryStrategy
{
    public static ResiliencePipeline Create(KubernetesClientOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is KubernetesException { IsTransient: true } e && !(e.RetryAfter > options.MaxRetryAfter)),
                MaxRetryAttempts = options.MaxRetries,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = TimeSpan.FromSeconds(10),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = arguments => new ValueTask<TimeSpan?>((arguments.Outcome.Exception as KubernetesException)?.RetryAfter),
            });
        }

        return builder.Build();
    }
}
