using System.Globalization;
using System.Text.Json.Nodes;
using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>What a plugin is told of the cluster when its kubeconfig says <c>provideClusterInfo</c>.</summary>
internal static class ClusterInfo
{
    /// <param name="cluster">The entry of the kubeconfig.</param>
    /// <param name="authorities">The certificates it names, as PEM; null where it names none.</param>
    public static JsonObject Render(KubeConfigEntry<ClusterEndpoint> cluster, string? authorities)
    {
        var info = new JsonObject { ["server"] = cluster.Model.Server };
        Add(info, "tls-server-name", cluster.Model.TlsServerName);
        Add(info, "certificate-authority-data", authorities is null ? null : Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authorities)));
        Add(info, "proxy-url", cluster.Fields["proxy-url"].Text);
        if (cluster.Model.SkipTlsVerify)
        {
            info["insecure-skip-tls-verify"] = true;
        }

        // The plugin's own settings for this cluster.
        var settings = cluster.Fields["extensions"].Items.FirstOrDefault(item => item["name"].Text == "client.authentication.k8s.io/exec");
        if (settings is not null)
        {
            info["config"] = ToJson(settings["extension"].Node);
        }

        return info;
    }

    private static void Add(JsonObject info, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            info[name] = value;
        }
    }

    private static JsonNode? ToJson(YamlNode? node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value ?? "", ToJson(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var plain } => Plain(plain),
        YamlScalarNode { Value: var text } => text,
        _ => null,
    };

    /// <summary>By the rules of YAML 1.1, as kubectl passes it on.</summary>
    private static JsonNode? Plain(string? text) => text?.ToLowerInvariant() switch
    {
        null or "" or "~" or "null" => null,
        "true" or "yes" or "on" or "y" => true,
        "false" or "no" or "off" or "n" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => text,
    };
}
