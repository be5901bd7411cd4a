using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>
/// What one kubeconfig file holds, or several merged. The package reads each; it merges only those of <c>KUBECONFIG</c>, with all paths relative to
/// the first, and keeps to itself what it merged.
/// </summary>
/// <param name="CurrentContext">Null when no file sets one.</param>
/// <param name="Clusters">By name.</param>
/// <param name="Users">By name.</param>
/// <param name="Contexts">By name.</param>
internal sealed record KubeConfigFile(
    string? CurrentContext,
    IReadOnlyDictionary<string, KubeConfigEntry<ClusterEndpoint>> Clusters,
    IReadOnlyDictionary<string, KubeConfigEntry<UserCredentials>> Users,
    IReadOnlyDictionary<string, KubeConfigEntry<ContextDetails>> Contexts)
{
    /// <exception cref="KubeConfigException">The file is not a kubeconfig.</exception>
    public static KubeConfigFile Parse(string file, string text)
    {
        var root = new ConfigNode(file, "", Load(file, text));
        var (clusters, users, contexts) = (root["clusters"].Named("cluster"), root["users"].Named("user"), root["contexts"].Named("context"));
        var models = Models(file, text);
        return new KubeConfigFile(
            models.CurrentContext is { Length: > 0 } current ? current : null,
            Index(root["clusters"], clusters, models.Clusters, c => c.ClusterEndpoint ?? new ClusterEndpoint()),
            Index(root["users"], users, models.Users, u => u.UserCredentials ?? new UserCredentials()),
            Index(root["contexts"], contexts, models.Contexts, c => c.ContextDetails ?? new ContextDetails()));
    }

    /// <summary>
    /// kubectl's rules: for each name the first file that has it wins with all of its entry, and the first to set a current context.
    /// </summary>
    public static KubeConfigFile Merge(IReadOnlyList<KubeConfigFile> files) => new(
        files.Select(f => f.CurrentContext).FirstOrDefault(c => c is not null),
        First(files, f => f.Clusters),
        First(files, f => f.Users),
        First(files, f => f.Contexts));

    private static Dictionary<string, T> First<T>(IEnumerable<KubeConfigFile> files, Func<KubeConfigFile, IReadOnlyDictionary<string, T>> part)
    {
        var merged = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, entry) in files.SelectMany(part))
        {
            merged.TryAdd(name, entry);
        }

        return merged;
    }

    private static Dictionary<string, KubeConfigEntry<TModel>> Index<TNamed, TModel>(
        ConfigNode list, IReadOnlyList<(string Name, ConfigNode Entry)> fields, List<TNamed>? models, Func<TNamed, TModel> inner)
    {
        var index = new Dictionary<string, KubeConfigEntry<TModel>>(StringComparer.Ordinal);
        foreach (var ((name, entry), model) in fields.Zip(models ?? []))
        {
            if (!index.TryAdd(name, new KubeConfigEntry<TModel>(inner(model), entry)))
            {
                throw list.Error($"the name \"{name}\" stands twice");
            }
        }

        return index;
    }

    private static K8SConfiguration Models(string file, string text)
    {
        try
        {
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Readable(text)));
            return k8s.KubernetesClientConfiguration.LoadKubeConfig(stream) ?? new K8SConfiguration();
        }
        catch (YamlException e)
        {
            throw new KubeConfigException($"{file}: line {e.Start.Line}: not a kubeconfig: another kind of value is expected here", e);
        }
    }

    /// <summary>Without <c>as-user-extra</c>: it holds lists, the package's model has texts there, and it refuses the whole file.</summary>
    private static string Readable(string text)
    {
        const string extra = "as-user-extra";
        if (!text.Contains(extra, StringComparison.Ordinal))
        {
            return text;
        }

        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        foreach (var map in yaml.Documents[0].AllNodes.OfType<YamlMappingNode>().ToList())
        {
            map.Children.Remove(new YamlScalarNode(extra));
        }

        using var writer = new StringWriter();
        yaml.Save(writer, assignAnchors: false);
        return writer.ToString();
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
