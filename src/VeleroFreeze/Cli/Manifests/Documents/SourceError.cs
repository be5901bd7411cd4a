namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>Something in a file that keeps it, or a part of it, from being read or changed.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Message">One sentence.</param>
internal sealed record SourceError(string Path, int Line, int Column, string Message)
{
    public override string ToString() => $"{Path}:{Line}:{Column}: {Message}";
}

/// <summary>What stands at an offset cannot be read as a manifest, or cannot be changed safely. Never leaves this folder.</summary>
internal sealed class ManifestException(int offset, string message) : Exception(message)
{
    public int Offset { get; } = offset;
}
