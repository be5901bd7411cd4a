using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Policies;

/// <summary>Halted and tuned VMs whose answers show which KubeVirt release is assumed: one to take over from KubeVirt, and one that was.</summary>
public static class VersionProbe
{
    public static IReadOnlyList<string> In(string space) =>
    [
        Machine(space, [], []),
        Machine(space, [new("kubevirt.io/skip-backup-hooks", "true")], MarkedHooks.Of(new HookParameters(
            space, "probe", OnError.Continue, GoDuration.FromSeconds(75), GoDuration.FromSeconds(60), 120, OwnsSkipKey: true))),
    ];

    /// <param name="vm">One of <see cref="In"/>, which is created.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="version">As the ConfigMap has it; null where there is none.</param>
    public static JsonObject EngineAnswer(string vm, string space, string? version)
    {
        var result = HookInjector.Decide(new InjectionRequest
        {
            Operation = InjectionOperation.Create,
            Object = Encoding.UTF8.GetBytes(vm),
            Namespace = space,
            NamespaceDefault = FreezePolicy.None,
            KubeVirt = version is not null && KubeVirtVersion.TryParse(version, out var read) ? read : KubeVirtVersion.Unknown,
        });
        return PolicyAnswers.AnnotationsOf(Rfc6902.Apply(JsonNode.Parse(vm), result.Patch));
    }

    private static string Machine(string space, IEnumerable<KeyValuePair<string, string>> own, IEnumerable<KeyValuePair<string, string>> hooks) => new JsonObject
    {
        ["apiVersion"] = "kubevirt.io/v1",
        ["kind"] = "VirtualMachine",
        ["metadata"] = new JsonObject
        {
            ["name"] = "probe",
            ["namespace"] = space,
            ["labels"] = new JsonObject { ["velerofreeze.io/freeze"] = "required" },
            ["annotations"] = Json(own.Append(new("velerofreeze.io/unfreeze-after", "120s"))),
        },
        ["spec"] = new JsonObject
        {
            ["runStrategy"] = "Halted",
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = Json(hooks) }, ["spec"] = JsonNode.Parse("""{"domain": {"devices": {}}}""") },
        },
    }.ToJsonString();

    private static JsonObject Json(IEnumerable<KeyValuePair<string, string>> annotations) =>
        new(annotations.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
