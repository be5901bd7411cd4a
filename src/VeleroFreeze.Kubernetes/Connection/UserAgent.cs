using System.Reflection;
using System.Runtime.InteropServices;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>
/// Who we say we are: <c>velero-freeze/0.1.0 (linux/amd64)</c>, with Go's names for systems, as everyone else in a cluster's audit log.
/// </summary>
internal static class UserAgent
{
    public static string Value { get; } = $"velero-freeze/{Version()} ({System()}/{Architecture()})";

    private static string Version()
    {
        var version = typeof(UserAgent).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        // Without the commit, which the build adds after a plus sign.
        return version.Split('+')[0];
    }

    private static string System() =>
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "unknown";

    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        global::System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
