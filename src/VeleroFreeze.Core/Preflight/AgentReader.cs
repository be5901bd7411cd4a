using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Reads the answer of the subresource <c>guestosinfo</c>.</summary>
public static class AgentReader
{
    /// <remarks>KubeVirt leaves <c>enabled</c> out of a command that is disabled.</remarks>
    public static AgentFacts Read(JsonElement answer) => new(
        answer.Text("guestAgentVersion"),
        answer.Items("supportedCommands").Where(command => command.Flag("enabled")).Select(command => command.Text("name")).ToHashSet(StringComparer.Ordinal),
        answer.Text("fsFreezeStatus"));
}
