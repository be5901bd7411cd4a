using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>What is to become of a VM.</summary>
internal enum RunPlan
{
    Keep,
    Start,
    Stop,
}

internal static class RunPlans
{
    /// <summary>From spec.running or spec.runStrategy, and the requests that start, stop and restart leave in the status.</summary>
    public static RunPlan Of(JsonObject vm, JsonObject? vmi)
    {
        var request = vm.ArrayAt("status", "stateChangeRequests").Objects().FirstOrDefault().TextAt("action");
        if (vm.IsBeingDeleted() || request == "Stop")
        {
            return vmi is null ? RunPlan.Keep : RunPlan.Stop;
        }

        return (StrategyOf(vm), vmi) switch
        {
            (_, null) when request == "Start" => RunPlan.Start,
            ("Always" or "RerunOnFailure" or "Once", null) => RunPlan.Start,
            ("Always", { } instance) when IsOver(instance) => RunPlan.Stop,
            ("RerunOnFailure", { } instance) when instance.TextAt("status", "phase") == "Failed" => RunPlan.Stop,
            ("Halted", not null) => RunPlan.Stop,
            _ => RunPlan.Keep,
        };
    }

    /// <summary>What is left of the requests now that the first of them is carried out; null when nothing was.</summary>
    public static JsonArray? RemainingRequests(JsonObject vm, JsonObject? vmi)
    {
        var requests = vm.ArrayAt("status", "stateChangeRequests").Objects().ToList();
        var isDone = requests.FirstOrDefault().TextAt("action") switch
        {
            "Stop" => vmi is null || vmi.Uid() != (requests[0].TextAt("uid") ?? vmi.Uid()),
            "Start" => vmi is not null && !vmi.IsBeingDeleted(),
            _ => false,
        };
        return isDone ? [.. requests.Skip(1).Select(request => request.DeepClone())] : null;
    }

    public static string StrategyOf(JsonObject vm) =>
        vm.TextAt("spec", "runStrategy") ?? (vm.BoolAt("spec", "running") is true ? "Always" : "Halted");

    public static bool IsOver(JsonObject vmi) => vmi.TextAt("status", "phase") is "Succeeded" or "Failed";
}
