using System.Buffers;
using System.Text.Json;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>
/// An object with nothing left but what a verdict asks for, as JSON text: a cluster has ten thousand of them, and a parsed whole one costs up to forty times more.
/// </summary>
internal static class TrimmedObject
{
    /// <summary>Characters of one text; a freeze command is shorter, and a user may write annotations of 256 KiB.</summary>
    private const int LongestText = 4_096;

    private static readonly Field Disks = Of("volumes", Of("name"), Of("persistentVolumeClaim", Of("claimName"), Of("hotpluggable")), Of("dataVolume", Of("name"), Of("hotpluggable")), Of("hostDisk"));
    private static readonly Field Devices = Of("domain", Of("devices", Of("filesystems", Of("name"))));
    private static readonly Field Labels = Of("labels", Of(FreezeLabel.Key), Of("kubevirt.io"));
    private static readonly Field[] Identity = [Of("namespace"), Of("name"), Of("uid"), Of("resourceVersion"), Of("creationTimestamp")];

    private static readonly Field[] Machine =
    [
        Of("metadata", [.. Identity, Labels]),
        Of("spec", Of("runStrategy"), Of("running"), Of("template", Of("spec", Disks, Devices)), Of("dataVolumeTemplates", Of("metadata", Of("name")))),
        Of("status", Of("created"), Of("stateChangeRequests", Of("action"))),
    ];

    private static readonly Field[] Instance =
    [
        Of("metadata", [.. Identity, Labels]),
        Of("spec", Disks, Devices),
        Of(
            "status",
            Of("nodeName"),
            Of("fsFreezeStatus"),
            Of("guestOSInfo", Of("name"), Of("id")),
            Of("volumeStatus", Of("name"), Of("hotplugVolume"), Of("memoryDumpVolume"), Of("persistentVolumeClaimInfo", Of("claimName")))),
    ];

    private static readonly Field[] Pod =
    [
        Of(
            "metadata",
            [
                .. Identity,
                Labels,
                Of("annotations", Of("kubevirt.io/domain"), Of(HookKeys.PreContainer), Of(HookKeys.PreCommand), Of(HookKeys.LegacyCommand)),
                Of("ownerReferences", Of("kind"), Of("name"), Of("uid")),
            ]),
        Of("spec", Of("nodeName"), Disks),
        Of("status", Of("phase")),
    ];

    private static readonly Field[] Claim =
        [Of("metadata", [.. Identity, Of("annotations", Of("kvp.kubevirt.io/storage.inprogress"), Of("cdi.kubevirt.io/storage.pod.phase"))])];

    private static readonly Field[] Namespace = [Of("metadata", [.. Identity, Labels])];

    /// <exception cref="ArgumentOutOfRangeException">Nothing is kept of this kind but times.</exception>
    public static byte[] Of(WatchedKind kind, JsonElement item)
    {
        var (apiVersion, fields) = kind switch
        {
            WatchedKind.VirtualMachine => ("kubevirt.io/v1", Machine),
            WatchedKind.VirtualMachineInstance => ("kubevirt.io/v1", Instance),
            WatchedKind.Pod => ("v1", Pod),
            WatchedKind.PersistentVolumeClaim => ("v1", Claim),
            WatchedKind.Namespace => ("v1", Namespace),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            // Items of built-in types do not say what they are.
            writer.WriteString("apiVersion", apiVersion);
            writer.WriteString("kind", kind.ToString());
            Members(writer, item, fields);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Field Of(string name, params Field[] members) => new(name, members);

    private static void Members(Utf8JsonWriter writer, JsonElement item, Field[] fields)
    {
        foreach (var field in fields)
        {
            if (item.TryGetProperty(field.Name, out var value))
            {
                writer.WritePropertyName(field.Name);
                Value(writer, value, field.Members);
            }
        }
    }

    private static void Value(Utf8JsonWriter writer, JsonElement value, Field[] fields)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                Members(writer, value, fields);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray().Where(_ => fields.Length > 0))
                {
                    Value(writer, item, fields);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = value.Text();
                writer.WriteStringValue(text.AsSpan(0, Math.Min(text.Length, LongestText)));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <param name="Name">Of the member.</param>
    /// <param name="Members">What is kept of an object, or of each object of a list; without any, that it stands.</param>
    private sealed record Field(string Name, Field[] Members);
}
