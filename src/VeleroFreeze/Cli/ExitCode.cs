namespace VeleroFreeze.Cli;

/// <summary>What every command's exit code means.</summary>
internal static class ExitCode
{
    /// <summary>Fine.</summary>
    public const int Fine = 0;

    /// <summary>The answer is "no": a change is needed, something was found.</summary>
    public const int No = 1;

    /// <summary>Bad usage or unreadable input.</summary>
    public const int BadInput = 2;

    /// <summary>Cannot tell: the cluster or the evidence is out of reach, or does not decide.</summary>
    public const int CannotTell = 3;
}
