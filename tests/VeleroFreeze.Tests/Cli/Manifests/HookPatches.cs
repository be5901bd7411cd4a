using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>Patches of the shape that injection, opting out and rewriting give.</summary>
internal static class HookPatches
{
    private const string Command = """["/usr/bin/virt-freezer", "--freeze", "--name", "it's", "--namespace", "shop"]""";

    private static readonly (string Key, string Value)[] Hooks =
    [
        ("pre.hook.backup.velero.io/command", Command),
        ("pre.hook.backup.velero.io/container", "compute"),
        ("pre.hook.backup.velero.io/on-error", "Continue"),
        ("pre.hook.backup.velero.io/timeout", "75s"),
        ("velerofreeze.io/injected", "v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command,pre.container,pre.on-error,pre.timeout,post.command,post.container,post.on-error,post.timeout"),
    ];

    /// <summary>Null for objects that carry no hooks.</summary>
    public static JsonPatch? For(ReadOnlyMemory<byte> json, Choices choices)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("kind", out var kind) || kind.GetString() != "VirtualMachine" || choices.OneIn(5))
        {
            return null;
        }

        var operations = new List<JsonPatchOperation>();
        var existing = Parents(document.RootElement, ["spec", "template", "metadata", "annotations"], operations);
        var annotations = JsonPointer.Of("spec", "template", "metadata", "annotations");
        operations.AddRange(existing.SelectMany(key => Change(annotations.Then(key), choices)));
        operations.AddRange(Hooks.Take(choices.Of(5, 5, 1, operations.Count > 0 ? 1 : 0)).Select(hook => JsonPatchOperation.Add(annotations.Then(hook.Key), hook.Value)));
        if (choices.OneIn(4))
        {
            Parents(document.RootElement, ["metadata", "annotations"], operations);
            operations.Add(JsonPatchOperation.Add(JsonPointer.Of("metadata", "annotations", "kubevirt.io/skip-backup-hooks"), "true"));
        }

        return new JsonPatch(operations);
    }

    private static IEnumerable<JsonPatchOperation> Change(JsonPointer path, Choices choices) => choices.Below(8) switch
    {
        6 => [JsonPatchOperation.Remove(path)],
        7 => [JsonPatchOperation.Replace(path, choices.Of("90s", Command, "true"))],
        _ => [],
    };

    // Adds what is absent or null on the way; gives the keys that the last one has already.
    private static IReadOnlyList<string> Parents(JsonElement element, string[] path, List<JsonPatchOperation> operations)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(path[i], out var child) || child.ValueKind == JsonValueKind.Null)
            {
                operations.Add(JsonPatchOperation.AddObject(JsonPointer.Of(path[..(i + 1)])));
                element = default;
            }
            else
            {
                element = child;
            }
        }

        return element.ValueKind == JsonValueKind.Object ? [.. element.EnumerateObject().Select(member => member.Name)] : [];
    }
}
