namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>Names that Kubernetes generates: a base, cut where it is too long, and five random characters.</summary>
internal static class GeneratedNames
{
    /// <summary>A generated name has at most 63 bytes with its random characters.</summary>
    private const int MaxBase = 58;

    private const int RandomLength = 5;

    /// <summary>What the names of a VM's launcher pods begin with, as far as it is kept.</summary>
    public static string LauncherBase(string machine) => Cut($"virt-launcher-{machine}-");

    public static string Cut(string @base) => @base.Length > MaxBase ? @base[..MaxBase] : @base;

    /// <summary>The base a name was generated from; null when it does not look generated.</summary>
    public static string? BaseOf(string name) =>
        name.Length > RandomLength && !name.AsSpan(name.Length - RandomLength).Contains('-') ? name[..^RandomLength] : null;
}
