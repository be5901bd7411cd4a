using VeleroFreeze.Sandbox.Go;

namespace VeleroFreeze.Sandbox.Velero.Hooks;

internal enum HookPhase
{
    Pre,
    Post,
}

/// <summary>One command to run in a pod, as it was asked for: an empty container, on-error or timeout has not been given its default yet.</summary>
internal sealed record Hook(string Name, string Source, string Container, IReadOnlyList<string> Command)
{
    public const string FromAnnotation = "<from-annotation>";

    /// <summary><c>Fail</c>, <c>Continue</c> or empty.</summary>
    public string OnError { get; init; } = "";

    /// <summary>Zero stands for the default of 30 s; a negative one for no limit.</summary>
    public GoDuration Timeout { get; init; }

    /// <summary>The place among the hooks of the Backup's spec; 0 for an annotation's.</summary>
    public int Index { get; init; }
}

internal static class HookPhases
{
    public static string Text(this HookPhase phase) => phase == HookPhase.Pre ? "pre" : "post";
}
