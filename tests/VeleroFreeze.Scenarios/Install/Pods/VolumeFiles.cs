using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>The files of one volume, by path; null content of a whole volume means that something it needs does not exist yet.</summary>
internal sealed class VolumeFiles(PodSource source, PodSpec spec, string pod, IPAddress address)
{
    private const string RootAuthority = "kube-root-ca.crt";

    /// <summary>Null when the volume has to wait; empty for a volume that starts empty.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>?> ReadAsync(JsonObject volume, CancellationToken stop)
    {
        var result = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        if (volume.ObjectAt("projected") is { } projected)
        {
            foreach (var part in projected.ArrayAt("sources").Objects())
            {
                if (!await AddAsync(part, result, stop))
                {
                    return null;
                }
            }

            return result;
        }

        return await AddAsync(volume, result, stop) ? result : null;
    }

    /// <summary>What every pod gets that does not refuse it.</summary>
    public static JsonObject ServiceAccountVolume => (JsonObject)YamlText.Parse($$"""
        projected:
          sources:
          - serviceAccountToken: {path: token, expirationSeconds: 3607}
          - configMap: {name: {{RootAuthority}}, items: [{key: ca.crt, path: ca.crt}]}
          - downwardAPI: {items: [{path: namespace, fieldRef: {fieldPath: metadata.namespace} }]}
        """)!;

    private async Task<bool> AddAsync(JsonObject part, SortedDictionary<string, byte[]> files, CancellationToken stop)
    {
        if (part.ObjectAt("secret") is { } secret)
        {
            return Add(secret, Data(await source.FindAsync(spec.Namespace, "secrets", secret.TextAt("secretName") ?? secret.TextAt("name")!, stop)), files);
        }

        if (part.ObjectAt("configMap") is { } map)
        {
            var name = map.TextAt("name")!;
            // The controller manager puts this one into every namespace.
            var data = name == RootAuthority ? new() { ["ca.crt"] = Encoding.UTF8.GetBytes(source.AuthorityPem) } : Data(await source.FindAsync(spec.Namespace, "configmaps", name, stop));
            return Add(map, data, files);
        }

        if (part.ObjectAt("serviceAccountToken") is { } token)
        {
            files[token.TextAt("path")!] = Encoding.UTF8.GetBytes(await source.TokenAsync(spec, pod, token, stop));
        }

        foreach (var item in part.ArrayAt("downwardAPI", "items").Objects())
        {
            files[item.TextAt("path")!] = Encoding.UTF8.GetBytes(PodEnvironment.Field(item.TextAt("fieldRef", "fieldPath"), spec, pod, address));
        }

        return true;
    }

    private static bool Add(JsonObject part, Dictionary<string, byte[]>? data, SortedDictionary<string, byte[]> files)
    {
        var isOptional = part.BoolAt("optional") == true;
        var items = part.ArrayAt("items").Objects().Select(item => (Key: item.TextAt("key")!, Path: item.TextAt("path")!)).ToList();
        if (data is null || !items.TrueForAll(item => data.ContainsKey(item.Key) || isOptional))
        {
            return data is null && isOptional;
        }

        foreach (var (key, path) in items.Count > 0 ? items.Where(item => data.ContainsKey(item.Key)) : data.Keys.Select(key => (key, key)))
        {
            files[path] = data[key];
        }

        return true;
    }

    private static Dictionary<string, byte[]>? Data(JsonObject? stored)
    {
        if (stored is null)
        {
            return null;
        }

        var isSecret = stored.TextAt("kind") == "Secret";
        var plain = isSecret ? [] : (stored.ObjectAt("data") ?? []).Select(pair => (pair.Key, Encoding.UTF8.GetBytes(pair.Value.AsText()!)));
        var encoded = (stored.ObjectAt(isSecret ? "data" : "binaryData") ?? []).Select(pair => (pair.Key, Convert.FromBase64String(pair.Value.AsText()!)));
        return plain.Concat(encoded).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
    }
}
