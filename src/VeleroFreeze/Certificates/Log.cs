namespace VeleroFreeze.Certificates;

/// <summary>Everything <c>certs run</c> ever logs. Never a key, and never a Secret's content.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "started cluster={Cluster} namespace={Namespace} registration={Registration} probe={Probe}")]
    public static partial void Started(ILogger log, string cluster, string @namespace, string registration, string probe);

    [LoggerMessage(2, LogLevel.Information, "took step={Step}")]
    public static partial void Took(ILogger log, string step);

    [LoggerMessage(3, LogLevel.Information, "the registration is kept by {Keeper}: nothing to do here")]
    public static partial void LeftTo(ILogger log, string keeper);

    [LoggerMessage(4, LogLevel.Warning, "looked at again soon: {Problem}")]
    public static partial void Problem(ILogger log, string problem);

    [LoggerMessage(6, LogLevel.Information, "step={Step} was not taken: somebody wrote in between, or the API server refuses it")]
    public static partial void Refused(ILogger log, string step);

    [LoggerMessage(5, LogLevel.Information, "stopping after {Signal}")]
    public static partial void Stopping(ILogger log, string signal);
}
