using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>The status of a VirtualMachineBackup in the words of a release; its conditions were given other names in 1.9.</summary>
internal sealed class MachineBackupStatus(MachineBackupApi api, Func<DateTimeOffset> now)
{
    private const string Warning = "Failed freezing guest filesystem: ";

    private bool TellsQuiesced => api == MachineBackupApi.TellsQuiesced;

    public JsonObject Initializing() => TellsQuiesced
        ? Of(Condition("Progressing", "True", "Initializing"))
        : Of(Condition("Initializing", "True", "Backup is initializing"));

    public JsonObject Failed(string why) => TellsQuiesced
        ? Of(Condition("Progressing", "False", "Failed"), Condition("Failed", "True", "Failed", why))
        : Of(Condition("Done", "True", $"Backup has failed: {why}"));

    /// <param name="trouble">What kept the guest from being frozen; null for nothing.</param>
    /// <param name="isSkipped">Nobody asked for it to be frozen.</param>
    /// <param name="volumes">The names of the volumes that it holds.</param>
    public JsonObject Completed(string? trouble, bool isSkipped, IEnumerable<string> volumes)
    {
        var status = TellsQuiesced
            ? Of(Quiesced(trouble, isSkipped), Condition("Progressing", "False", "Completed"), Complete(trouble))
            : Of(Condition("Done", "True", trouble is null ? "Completed VirtualMachineBackup" : $"Completed VirtualMachineBackup, warning: {Warning}{trouble}"));
        status["type"] = "Full";
        status["includedVolumes"] = new JsonArray([.. volumes.Select(name => (JsonNode)new JsonObject { ["volumeName"] = name })]);
        return status;
    }

    private JsonObject Quiesced(string? trouble, bool isSkipped) => isSkipped
        ? Condition("Quiesced", "False", "QuiesceSkipped")
        : trouble is null
            ? Condition("Quiesced", "True", "QuiesceSucceeded")
            : Condition("Quiesced", "False", "QuiesceFailed", trouble);

    private JsonObject Complete(string? trouble) => trouble is null
        ? Condition("Complete", "True", "Completed")
        : Condition("Complete", "True", "CompletedWithWarning", $"warning: {Warning}{trouble}");

    private static JsonObject Of(params JsonObject[] conditions) => new() { ["conditions"] = new JsonArray([.. conditions]) };

    private JsonObject Condition(string type, string status, string reason, string message = "") => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
        ["lastTransitionTime"] = MetaTime.Text(now()),
    };
}
