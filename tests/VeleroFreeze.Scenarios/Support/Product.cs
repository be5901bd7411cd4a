namespace VeleroFreeze.Scenarios.Support;

/// <summary>The executable under test.</summary>
internal static class Product
{
    /// <summary>The published native file, where <c>VELEROFREEZE_EXECUTABLE</c> names it as <c>tests/run</c> does; else what the build put beside the tests.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("VELEROFREEZE_EXECUTABLE") is { Length: > 0 } native ? native : Path.Combine(AppContext.BaseDirectory, "velero-freeze.dll");

    public static bool IsNative { get; } = Path.GetExtension(Executable) != ".dll";

    /// <summary>What its arguments follow.</summary>
    public static IReadOnlyList<string> Command { get; } = IsNative ? [Executable] : ["dotnet", Executable];
}
