namespace VeleroFreeze.Core.Evidence.Logs.Hooks;

/// <summary>What a line about a hook says.</summary>
internal enum HookMessage
{
    None,
    Running,
    Stdout,
    Stderr,
    PodCompleted,
    Error,
}

internal static class HookMessages
{
    public const string Running = "running exec hook";

    public const string Stdout = "stdout: ";

    public const string Stderr = "stderr: ";

    public const string Error = "Error executing hook";

    private const string PodEntered = "Pod entered phase ";

    private const string BeforeHooks = " before some post-backup exec hooks ran";

    public static HookMessage Of(string message) => message switch
    {
        Running => HookMessage.Running,
        Error => HookMessage.Error,
        _ when message.StartsWith(Stdout, StringComparison.Ordinal) => HookMessage.Stdout,
        _ when message.StartsWith(Stderr, StringComparison.Ordinal) => HookMessage.Stderr,
        PodEntered + "Succeeded" + BeforeHooks or PodEntered + "Failed" + BeforeHooks => HookMessage.PodCompleted,
        _ => HookMessage.None,
    };
}
