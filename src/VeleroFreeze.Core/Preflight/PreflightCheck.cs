namespace VeleroFreeze.Core.Preflight;

/// <summary>How a check came out.</summary>
public enum CheckStatus
{
    Ok,

    /// <summary>Works today, or works with a loss that the reason names.</summary>
    Warning,

    /// <summary>A freeze will not work, or not do what was asked.</summary>
    Failed,

    /// <summary>What decides could not be read.</summary>
    Unknown,
}

/// <summary>The worst a check can say.</summary>
public enum CheckSeverity
{
    /// <summary>Never the reason for an exit code.</summary>
    Warning,

    /// <summary>Can fail; and when it cannot be told, preflight cannot tell either.</summary>
    Error,
}

/// <summary>One row of the table of checks.</summary>
/// <param name="Id">Stable kebab-case id.</param>
/// <param name="Severity">The worst it can say.</param>
/// <param name="Description">One line for the table of the documentation: what is wrong, and what to do.</param>
public sealed record PreflightCheck(string Id, CheckSeverity Severity, string Description)
{
    /// <summary>Where the documentation says more.</summary>
    public string Hint => $"README.md#preflight-{Id}";

    public CheckResult Ok(string reason) => new(this, CheckStatus.Ok, reason);

    public CheckResult Warn(string reason) => new(this, CheckStatus.Warning, reason);

    public CheckResult Fail(string reason) => new(this, Severity == CheckSeverity.Error ? CheckStatus.Failed : CheckStatus.Warning, reason);

    public CheckResult CannotTell(string reason) => new(this, CheckStatus.Unknown, reason);
}

/// <summary>What one check found.</summary>
/// <param name="Check">Its row in the table.</param>
/// <param name="Status">How it came out.</param>
/// <param name="Reason">One line. May quote what a guest or a user wrote: show it as plain text.</param>
public sealed record CheckResult(PreflightCheck Check, CheckStatus Status, string Reason)
{
    /// <summary>The line that mends it, to be copied; null where no single line does.</summary>
    public string? Remedy { get; init; }
}
