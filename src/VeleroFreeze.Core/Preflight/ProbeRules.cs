using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Preflight;

/// <summary>When a guest may be frozen for a look.</summary>
public static class ProbeRules
{
    /// <param name="facts">The VM.</param>
    /// <param name="agent">What its agent says.</param>
    /// <param name="backups">All Backups.</param>
    /// <returns>Why the guest must not be frozen now, or would not be; null when it may.</returns>
    public static string? Refusal(MachineFacts facts, AgentFacts? agent, IEnumerable<JsonElement> backups) => facts switch
    {
        { IsRunning: false } => "the VM does not run",
        { PauseReason: not null } => "the VM is paused",
        { IsMigrating: true } => "the VM is migrating",
        { IsAgentConnected: false } => "there is no guest agent",
        { ShowsFrozen: true } => "the guest reads frozen already",
        _ when agent is null => "the agent does not say whether the guest is frozen already",
        _ when agent.IsFrozen => "the guest reads frozen already",
        _ => backups.FirstOrDefault(backup => MayBeFreezing(backup, facts.Key.Namespace)) is { ValueKind: JsonValueKind.Object } running
            ? $"Backup {running.Text("metadata", "name")} is in progress, and a thaw would spoil it"
            : null,
    };

    /// <summary>A selector may leave the VM out; a guest is not thawed on that chance.</summary>
    private static bool MayBeFreezing(JsonElement backup, string @namespace)
    {
        var included = backup.Texts("spec", "includedNamespaces");
        return backup.Text("status", "phase") is "InProgress" or "ReadyToStart"
            && (included.Count == 0 || included.Contains("*") || included.Contains(@namespace))
            && !backup.Texts("spec", "excludedNamespaces").Contains(@namespace);
    }
}
