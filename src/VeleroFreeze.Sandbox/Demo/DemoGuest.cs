using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Guests;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>One VM of the demo.</summary>
/// <param name="Name">The VM's name.</param>
/// <param name="Guest">What its guest is, as the annotation of the sandbox has it.</param>
/// <param name="Is">The same for people.</param>
/// <param name="Runs">Whether it is started.</param>
/// <param name="Disks">The names of its disks.</param>
internal sealed record DemoGuest(string Name, string Guest, string Is, bool Runs, params string[] Disks)
{
    public const string Namespace = "shop";

    public static readonly DemoGuest[] All =
    [
        new("orders-db", "healthy", "a healthy guest", Runs: true, "root", "data"),
        new("frontend", "no-agent", "no guest agent", Runs: true, "root"),
        new("reports", "paused", "paused", Runs: true, "root"),
        new("archive", "healthy", "powered off", Runs: false, "root"),
    ];

    /// <summary>Where it ends up after a start, in KubeVirt's words.</summary>
    public string Status => !Runs ? "Stopped" : Guest == "paused" ? "Paused" : "Running";

    public bool HasAgent => Runs && Guest != "no-agent";

    public string Path => $"/apis/kubevirt.io/v1/namespaces/{Namespace}/virtualmachines/{Name}";

    public JsonObject VirtualMachine() => new()
    {
        ["apiVersion"] = "kubevirt.io/v1",
        ["kind"] = "VirtualMachine",
        ["metadata"] = new JsonObject { ["name"] = Name, ["annotations"] = new JsonObject { [GuestFaults.Annotation] = Guest } },
        ["spec"] = new JsonObject
        {
            ["runStrategy"] = Runs ? "Always" : "Halted",
            ["template"] = new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["domain"] = new JsonObject
                    {
                        ["devices"] = new JsonObject { ["disks"] = new JsonArray([.. Disks.Select(disk => (JsonNode)new JsonObject { ["name"] = disk, ["disk"] = new JsonObject() })]) },
                        ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["memory"] = "1Gi" } },
                    },
                    ["volumes"] = new JsonArray([.. Disks.Select(disk => (JsonNode)new JsonObject
                    {
                        ["name"] = disk,
                        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = $"{Name}-{disk}" },
                    })]),
                },
            },
        },
    };

    public IEnumerable<JsonObject> Claims() => Disks.Select(disk => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PersistentVolumeClaim",
        ["metadata"] = new JsonObject { ["name"] = $"{Name}-{disk}" },
        ["spec"] = new JsonObject
        {
            ["accessModes"] = new JsonArray("ReadWriteMany"),
            ["volumeMode"] = "Block",
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "10Gi" } },
        },
    });
}
