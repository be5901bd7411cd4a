using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Csi;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>The pods of a Deployment as its manifest describes them, read where the runner needs it.</summary>
internal sealed record PodSpec(string Namespace, string Deployment, JsonObject Template)
{
    /// <summary>The name of our image, in whatever registry and version.</summary>
    private const string Image = "velero-freeze";

    private JsonObject Spec => Template.ObjectAt("spec")!;

    /// <summary>Tells one state of the template from another.</summary>
    public string Hash { get; } = Template.ToText();

    public JsonObject? Labels => Template.ObjectAt("metadata", "labels");

    public string ServiceAccount => Spec.TextAt("serviceAccountName") is { Length: > 0 } name ? name : "default";

    /// <summary>What the pod says wins over what its service account says; both silent mean yes.</summary>
    public bool? AutomountsToken => Spec.BoolAt("automountServiceAccountToken");

    public TimeSpan GracePeriod => TimeSpan.FromSeconds(Spec.NumberAt("terminationGracePeriodSeconds") ?? 30);

    public long? FileGroup => Spec.NumberAt("securityContext", "fsGroup");

    /// <summary>The one container that is ours; null in a Deployment that has none.</summary>
    public JsonObject? Container => Spec.ArrayAt("containers").Objects().SingleOrDefault(container => NameOf(container.TextAt("image") ?? "") == Image);

    public IEnumerable<JsonObject> Volumes => Spec.ArrayAt("volumes").Objects();

    public IEnumerable<JsonObject> Mounts => Container.ArrayAt("volumeMounts").Objects();

    public IReadOnlyList<string> Command => [.. Container.ArrayAt("command").Texts()];

    public IReadOnlyList<string> Arguments => [.. Container.ArrayAt("args").Texts()];

    public bool HasReadOnlyRoot => Container.BoolAt("securityContext", "readOnlyRootFilesystem") == true;

    public bool AllowsPrivilegeEscalation => Container.BoolAt("securityContext", "allowPrivilegeEscalation") != false;

    public bool DropsCapabilities => Container.ArrayAt("securityContext", "capabilities", "drop").Texts().Contains("ALL");

    /// <summary>Bytes; null without a limit.</summary>
    public long? MemoryLimit => Container.TextAt("resources", "limits", "memory") is { } text ? Quantity.Bytes(text) : null;

    /// <summary>The container's word wins over the pod's.</summary>
    public long? Security(string name) => Container.NumberAt("securityContext", name) ?? Spec.NumberAt("securityContext", name);

    /// <summary>A port of the container by its name or number, as <see cref="PodPorts"/> gives it; null when it has none of that name.</summary>
    public int? Port(JsonNode? nameOrNumber) => (nameOrNumber.NumberAt()
        ?? Container.ArrayAt("ports").Objects().FirstOrDefault(port => port.TextAt("name") == nameOrNumber.AsText()).NumberAt("containerPort")) is { } number
        ? PodPorts.Of((int)number)
        : null;

    /// <summary>The path and the port that the readiness probe asks for; null when there is no such probe, and a pod that runs is ready.</summary>
    public (string Path, int Port)? Readiness => Container.ObjectAt("readinessProbe", "httpGet") is { } probe
        ? (probe.TextAt("path") ?? "/", Port(probe["port"]) ?? throw new InvalidOperationException($"{Deployment}: the readiness probe asks at a port that the container does not have"))
        : null;

    /// <summary>The same pod with other arguments, as somebody runs a command in it.</summary>
    public PodSpec With(IEnumerable<string> arguments)
    {
        var other = this with { Template = Template.Clone() };
        other.Container!["args"] = new JsonArray([.. arguments.Select(argument => (JsonNode)argument)]);
        return other;
    }

    private static string NameOf(string image) => image.Split('/')[^1].Split('@')[0].Split(':')[0];
}
