namespace VeleroFreeze.Webhook;

/// <summary>Everything the webhook ever logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "listening https={Https} probe={Probe}")]
    public static partial void Listening(ILogger log, string https, string probe);

    [LoggerMessage(2, LogLevel.Information, "kind={Kind} namespace={ObjectNamespace} name={ObjectName} operation={Operation} outcome={Outcome} reason={Reason} dryRun={DryRun} milliseconds={Milliseconds}")]
    public static partial void Answered(
        ILogger log, string kind, string objectNamespace, string objectName, string operation, string outcome, string reason, bool dryRun, double milliseconds);

    [LoggerMessage(3, LogLevel.Warning, "refused reason={Reason} status={Status} milliseconds={Milliseconds}")]
    public static partial void Refused(ILogger log, string reason, int status, double milliseconds);

    [LoggerMessage(4, LogLevel.Error, "fault type={Type} at={Stack}")]
    public static partial void Fault(ILogger log, string type, string stack);

    [LoggerMessage(5, LogLevel.Information, "certificate in use subject={Subject} notAfter={NotAfter}")]
    public static partial void CertificateInUse(ILogger log, string subject, string notAfter);

    [LoggerMessage(6, LogLevel.Warning, "new certificate not taken, the one in use stays: {Problem}")]
    public static partial void CertificateNotTaken(ILogger log, string problem);

    [LoggerMessage(7, LogLevel.Information, "draining for {Drain} after {Signal}; a second signal ends at once")]
    public static partial void Draining(ILogger log, string drain, string signal);

    [LoggerMessage(8, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(9, LogLevel.Error, "the rehearsal gave a wrong answer: this build adds no hooks; please report it")]
    public static partial void RehearsalFailed(ILogger log);

    [LoggerMessage(10, LogLevel.Information, "kubevirt version={Version} source={Source}")]
    public static partial void KubeVirtInUse(ILogger log, string version, string source);

    [LoggerMessage(11, LogLevel.Warning, "kubevirt version not taken, it counts as unknown: {Problem}")]
    public static partial void KubeVirtNotRead(ILogger log, string problem);
}
