using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>What the guests themselves recorded, which nobody but the sandbox can know, beside what the report claims.</summary>
internal static class DemoTruth
{
    private const string Frozen = "FileSystemConsistent";

    /// <summary>Whether a guest's file systems were ever frozen.</summary>
    public static bool WasFrozen(JsonArray truth, string vm) =>
        truth.Objects().Any(guest => guest.TextAt("namespace") == DemoGuest.Namespace && guest.TextAt("name") == vm && guest.ArrayAt("frozen") is { Count: > 0 });

    /// <summary>VMs that the report calls frozen and that never were.</summary>
    public static IReadOnlyList<string> Contradictions(JsonArray truth, JsonObject report) =>
    [
        .. report.ArrayAt("virtualMachines").Objects()
            .Where(vm => vm.TextAt("verdict") == Frozen && !WasFrozen(truth, vm.TextAt("name") ?? ""))
            .Select(vm => vm.TextAt("name") ?? ""),
    ];

    /// <summary>VMs of which the report cannot tell.</summary>
    public static IReadOnlyList<string> Untold(JsonObject report) =>
        [.. report.ArrayAt("virtualMachines").Objects().Where(vm => vm.TextAt("verdict") == "Unverified").Select(vm => vm.TextAt("name") ?? "")];
}
