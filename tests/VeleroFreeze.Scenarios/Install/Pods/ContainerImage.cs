using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>What containers of ours are started from.</summary>
/// <param name="Folder">What they see at /app.</param>
/// <param name="EntryPoint">What a manifest's arguments follow.</param>
/// <param name="Environment">The variables that the image sets.</param>
internal sealed record ContainerImage(string Folder, IReadOnlyList<string> EntryPoint, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The executable under test, in an image that sets nothing.</summary>
    public static ContainerImage UnderTest { get; } = new(
        Path.GetDirectoryName(Product.Executable)!,
        Product.IsNative ? ["/app/velero-freeze"] : ["/dotnet/dotnet", "/app/velero-freeze.dll"],
        new Dictionary<string, string>(StringComparer.Ordinal));
}
