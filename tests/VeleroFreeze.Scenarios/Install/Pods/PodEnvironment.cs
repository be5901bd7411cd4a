using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>The variables of a container: what the manifest and the kubelet give it, and nothing of this machine's own.</summary>
internal static class PodEnvironment
{
    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <param name="spec">The pod.</param>
    /// <param name="name">Its name.</param>
    /// <param name="address">Its address.</param>
    /// <param name="options">The image, where the API server is, and what a test adds.</param>
    public static IReadOnlyDictionary<string, string> Of(PodSpec spec, string name, IPAddress address, PodRunnerOptions options)
    {
        var result = new Dictionary<string, string>(options.Image.Environment, StringComparer.Ordinal)
        {
            ["PATH"] = SearchPath,
            ["HOME"] = "/",
            ["HOSTNAME"] = name,
            ["KUBERNETES_SERVICE_HOST"] = options.Api.Host,
            ["KUBERNETES_SERVICE_PORT"] = options.Api.Port.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var variable in spec.Container.ArrayAt("env").Objects())
        {
            result[variable.TextAt("name")!] = Value(variable, spec, name, address);
        }

        foreach (var (key, value) in Listening(spec, address).Concat(options.Environment))
        {
            result[key] = value;
        }

        return result;
    }

    /// <summary>
    /// The one thing that a pod is told here and not in a cluster: there is no network of pods, so each listens on a loopback address of its own, at the ports
    /// of its manifest or those that <see cref="PodPorts"/> gives for them.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string>> Listening(PodSpec spec, IPAddress address)
    {
        // A container that is started otherwise than the image starts it is none of our roles.
        var role = spec.Command.Count == 0 && spec.Arguments.Count > 0 ? spec.Arguments[0].ToUpperInvariant() : null;
        foreach (var (port, setting) in ((string, string)[])[("https", "LISTEN"), ("probe", "PROBE_LISTEN")])
        {
            if (role is not null && spec.Port(port) is { } number)
            {
                yield return KeyValuePair.Create($"VELEROFREEZE_{role}_{setting}", $"{address}:{number}");
            }
        }
    }

    private static string Value(JsonObject variable, PodSpec spec, string name, IPAddress address) =>
        variable.ObjectAt("valueFrom") is { } source ? Field(source.TextAt("fieldRef", "fieldPath"), spec, name, address) : variable.TextAt("value") ?? "";

    public static string Field(string? path, PodSpec spec, string name, IPAddress address) => path switch
    {
        "metadata.name" => name,
        "metadata.namespace" => spec.Namespace,
        "spec.serviceAccountName" => spec.ServiceAccount,
        "spec.nodeName" => "node-1",
        "status.podIP" or "status.podIPs" => address.ToString(),
        "status.hostIP" => IPAddress.Loopback.ToString(),
        _ => throw new NotSupportedException($"{spec.Deployment}: the runner does not know where to take {path ?? "a variable that is no field of the pod"} from"),
    };
}
