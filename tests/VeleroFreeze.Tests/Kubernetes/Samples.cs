using System.Globalization;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>Small objects of the API, as text.</summary>
internal static class Samples
{
    public static ResourceKind Backups { get; } = new("velero.io", "v1", "backups");

    public static string Json(string name, int version, string? uid = null, string @namespace = "velero") => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"{{{@namespace}}}","uid":"{{{uid ?? "uid-" + name}}}","resourceVersion":"{{{version}}}"}}""");

    public static KubernetesObject Object(string name, int version, string? uid = null) => KubernetesObject.Parse(System.Text.Encoding.UTF8.GetBytes(Json(name, version, uid)));

    public static string ListJson(int version, string? next, params string[] items) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"kind":"BackupList","metadata":{"resourceVersion":"{{version}}","continue":"{{next}}"},"items":[{{string.Join(",", items)}}]}""");
}
