using System.Security.Cryptography;
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

    /// <summary>The entries of a list, in order.</summary>
    public IReadOnlyList<ConfigNode> Items => IsMissing
        ? []
        : Node is YamlSequenceNode list ? [.. list.Children.Select((item, i) => new ConfigNode(File, $"{Path}[{i}]", item))] : throw Error("must be a list");

    /// <summary>The entries of a list of named things, in order.</summary>
    public IReadOnlyList<(string Name, ConfigNode Entry)> Named(string inner) =>
    [
        .. from item in Items
           let name = item["name"].Text ?? throw item["name"].Error("missing")
           select (name, (item with { Path = $"{Path}[{name}]" })[inner] with { Path = $"{Path}[{name}]" }),
    ];

    /// <summary>The entries of a map, in order.</summary>
    public IReadOnlyList<(string Key, ConfigNode Value)> Members => IsMissing
        ? []
        : Node is YamlMappingNode map
            ? [.. map.Children.Keys.OfType<YamlScalarNode>().Select(key => (key.Value ?? "", this[key.Value ?? ""]))]
            : throw Error("must be a map");

    /// <summary>A path as the file means it.</summary>
    public string? FilePath => Text is { } path ? Resolve(path) : null;

    /// <summary>Relative to the folder of the file.</summary>
    public string Resolve(string path) => System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File))!);

    public KubeConfigException Error(string problem, Exception? inner = null) => new($"{File}: {Path}: {problem}", inner);

    /// <summary>Reads what the field names or holds; what goes wrong is this field's fault.</summary>
    public T Using<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            throw Error(e.Message, e);
        }
    }

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
