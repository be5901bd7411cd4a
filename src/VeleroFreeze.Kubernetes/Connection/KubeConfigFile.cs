using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>What one kubeconfig file holds, or several merged.</summary>
/// <param name="CurrentContext">Null when no file sets one.</param>
/// <param name="Clusters">By name.</param>
/// <param name="Users">By name.</param>
/// <param name="Contexts">By name.</param>
internal sealed record KubeConfigFile(
    string? CurrentContext,
    IReadOnlyDictionary<string, ConfigNode> Clusters,
    IReadOnlyDictionary<string, ConfigNode> Users,
    IReadOnlyDictionary<string, ConfigNode> Contexts)
{
    /// <exception cref="KubeConfigException">The file is not a kubeconfig.</exception>
    public static KubeConfigFile Parse(string file, string text)
    {
        var root = new ConfigNode(file, "", Load(file, text));
        return new KubeConfigFile(
            root["current-context"].Text, Index(root["clusters"], "cluster"), Index(root["users"], "user"), Index(root["contexts"], "context"));
    }

    /// <summary>
    /// kubectl's rules: for each name the first file that has it wins with all of its entry, and the first to set a current context.
    /// </summary>
    public static KubeConfigFile Merge(IReadOnlyList<KubeConfigFile> files) => new(
        files.Select(f => f.CurrentContext).FirstOrDefault(c => c is not null),
        First(files, f => f.Clusters),
        First(files, f => f.Users),
        First(files, f => f.Contexts));

    private static Dictionary<string, ConfigNode> First(IEnumerable<KubeConfigFile> files, Func<KubeConfigFile, IReadOnlyDictionary<string, ConfigNode>> part)
    {
        var merged = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var (name, entry) in files.SelectMany(part))
        {
            merged.TryAdd(name, entry);
        }

        return merged;
    }

    private static Dictionary<string, ConfigNode> Index(ConfigNode list, string inner)
    {
        var index = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var (name, entry) in list.Named(inner))
        {
            if (!index.TryAdd(name, entry))
            {
                throw list.Error($"the name \"{name}\" stands twice");
            }
        }

        return index;
    }

    private static YamlNode? Load(string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        }
        catch (YamlException e)
        {
            throw new KubeConfigException($"{file}: line {e.Start.Line}: not YAML: {e.Message}", e);
        }
    }
}
