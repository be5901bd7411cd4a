namespace VeleroFreeze.Sandbox.Velero.Hooks;

/// <summary>A command to run in a container. Without a timeout it is waited for until it ends.</summary>
internal sealed record ExecRequest(PodRef Pod, string Container, IReadOnlyList<string> Command, TimeSpan? Timeout);

/// <summary>What came of a command.</summary>
internal abstract record ExecOutcome
{
    private ExecOutcome()
    {
    }

    /// <summary>It ran to its end.</summary>
    internal sealed record Exited(int Code, string Stdout, string Stderr) : ExecOutcome;

    /// <summary>It had not ended when the time was up; it runs on, and nothing more of it is heard than what it had said by then.</summary>
    internal sealed record TimedOut(string Stdout = "", string Stderr = "") : ExecOutcome;

    /// <summary>The API did not let it start, such as <c>unable to upgrade connection: pod does not exist</c>.</summary>
    internal sealed record Refused(string Error) : ExecOutcome;
}

/// <summary>Runs a command and completes when it has ended or its time is up.</summary>
internal delegate Task<ExecOutcome> Exec(ExecRequest request, CancellationToken stop);
