using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>A place in a kubeconfig, which knows its file and path, so that every complaint can name both.</summary>
/// <param name="File">The file it stands in; relative paths inside are relative to it.</param>
/// <param name="Path">Such as <c>clusters[prod].server</c>; empty for the whole file.</param>
/// <param name="Node">Null when nothing stands there.</param>
internal sealed record ConfigNode(string File, string Path, YamlNode? Node)
{
    /// <summary>Nothing stands there, or one of YAML's ways to write null.</summary>
    public bool IsMissing => Node is null or YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" };

    public ConfigNode this[string key] => new(File, Path.Length == 0 ? key : $"{Path}.{key}", Child(key));

    /// <returns>The text, or null when it is missing or empty.</returns>
    public string? Text => IsMissing ? null : Node is YamlScalarNode { Value: var value } ? NullIfEmpty(value) : throw Error("must be text");

    public bool Flag => Text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Error("must be true or false"),
    };

    /// <summary>The entries of a list of named things, in order.</summary>
    public IEnumerable<(string Name, ConfigNode Entry)> Named(string inner)
    {
        if (IsMissing)
        {
            yield break;
        }

        var items = Node as YamlSequenceNode ?? throw Error("must be a list");
        for (var i = 0; i < items.Children.Count; i++)
        {
            var name = new ConfigNode(File, $"{Path}[{i}]", items.Children[i])["name"];
            var text = name.Text ?? throw name.Error("missing");
            yield return (text, new ConfigNode(File, $"{Path}[{text}]", new ConfigNode(File, $"{Path}[{text}]", items.Children[i]).Child(inner)));
        }
    }

    /// <summary>A path as the file means it.</summary>
    public string? FilePath => Text is { } path ? System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File))!) : null;

    public KubeConfigException Error(string problem, Exception? inner = null) => new($"{File}: {Path}: {problem}", inner);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private YamlNode? Child(string key)
    {
        if (IsMissing)
        {
            return null;
        }

        var map = Node as YamlMappingNode
            ?? throw (Path.Length == 0 ? new KubeConfigException($"{File}: not a kubeconfig: a map is expected") : Error("must be a map"));
        return map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
    }
}
