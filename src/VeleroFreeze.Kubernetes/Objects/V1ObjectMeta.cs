using System.Globalization;
using System.Text.Json;

namespace VeleroFreeze.Kubernetes.Objects;

/// <summary>A reading view of <c>metadata</c>. A text that is missing reads as empty, a map as empty.</summary>
public readonly struct V1ObjectMeta(JsonElement json)
{
    public JsonElement Json { get; } = json;

    public string Name => Json.Text("name") ?? "";

    /// <summary>Empty for cluster-scoped objects.</summary>
    public string Namespace => Json.Text("namespace") ?? "";

    public string Uid => Json.Text("uid") ?? "";

    public string ResourceVersion => Json.Text("resourceVersion") ?? "";

    public DateTimeOffset? CreationTimestamp => Time("creationTimestamp");

    /// <summary>When deletion was asked for; null while nobody did.</summary>
    public DateTimeOffset? DeletionTimestamp => Time("deletionTimestamp");

    public IReadOnlyDictionary<string, string> Labels => Json.Map("labels");

    public IReadOnlyDictionary<string, string> Annotations => Json.Map("annotations");

    public ObjectKey Key => new(Namespace, Name);

    /// <returns>The label's value, or null. Reads one member, where <see cref="Labels"/> copies all.</returns>
    public string? Label(string key) => Json.Member("labels").Text(key);

    public string? Annotation(string key) => Json.Member("annotations").Text(key);

    private DateTimeOffset? Time(string name) =>
        DateTimeOffset.TryParse(Json.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
