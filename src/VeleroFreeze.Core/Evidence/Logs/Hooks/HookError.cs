namespace VeleroFreeze.Core.Evidence.Logs.Hooks;

/// <summary>A line <c>Error executing hook</c>. Since Velero 1.15 it tells the phase and nothing else about whose it is.</summary>
/// <param name="Group">What it tells.</param>
/// <param name="Text">The error.</param>
/// <param name="Line">Its line.</param>
/// <param name="At">Its time.</param>
/// <param name="Recent">The execution whose stderr was the hook line before, when it can be that one's.</param>
internal sealed record HookError(HookGroup Group, string Text, int Line, DateTimeOffset At, HookDraft? Recent)
{
    private const string TimedOut = "timed out after ";

    /// <summary>The limit that ran out; null for any other error.</summary>
    public static string? LimitOf(string text) => text.StartsWith(TimedOut, StringComparison.Ordinal) ? text[TimedOut.Length..] : null;

    /// <summary>True for what goes wrong before anything is executed: such an error has no other lines.</summary>
    public static bool IsBeforeExecution(string text) =>
        text is "command is required" or "need at least 1 container" || text.StartsWith("no such container: ", StringComparison.Ordinal);
}
