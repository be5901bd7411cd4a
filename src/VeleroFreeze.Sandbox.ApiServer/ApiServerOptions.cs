using VeleroFreeze.Sandbox.Security;

namespace VeleroFreeze.Sandbox;

/// <summary>How the API server stand-in is started.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Port on loopback; 0 takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>File that the kubeconfig is written to; null writes none.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>How many changes can be watched from and listed at; older ones are answered with 410 Expired.</summary>
    public int History { get; init; } = 10_000;

    /// <summary>How long a watch is silent before it is sent a bookmark, if it asked for bookmarks.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Answers a watch from a compacted revision with HTTP 410 instead of an ERROR event in a stream with HTTP 200. API servers do the latter today and did
    /// the former in the past; a client must bear both.
    /// </summary>
    public bool AnswersExpiredWatchWithStatus { get; init; }

    /// <summary>Bearer tokens and whose they are.</summary>
    public IReadOnlyDictionary<string, UserInfo> Tokens { get; init; } = new Dictionary<string, UserInfo>(StringComparer.Ordinal);

    /// <summary>Also serves PodMonitor, PrometheusRule, Issuer and Certificate, which are kept and have no effect.</summary>
    public bool HasOperatorKinds { get; init; }

    /// <summary>The clock of timestamps, ages and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
