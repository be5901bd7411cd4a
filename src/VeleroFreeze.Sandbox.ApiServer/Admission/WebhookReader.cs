using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Selectors;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Reads webhooks out of stored configurations, which were validated and defaulted when they were written.</summary>
internal static class WebhookReader
{
    /// <summary>All webhooks of some configurations, in the order in which they are called: by configuration name, then as listed.</summary>
    public static IEnumerable<Webhook> ReadAll(IEnumerable<StoredObject> configurations) =>
        from stored in configurations.OrderBy(stored => stored.Key.Name, StringComparer.Ordinal)
        from entry in stored.Json.ArrayAt("webhooks").Objects().Index()
        select Read(stored.Key.Name, entry.Index, entry.Item);

    private static Webhook Read(string configuration, int index, JsonObject node) => new(configuration, node.TextAt("name")!)
    {
        Id = $"{configuration}/{node.TextAt("name")}/{index}",
        Address = ReadAddress(node.ObjectAt("clientConfig")!),
        Rules = [.. node.ArrayAt("rules").Objects().Select(ReadRule)],
        MatchesEquivalents = node.TextAt("matchPolicy") != "Exact",
        FailsOpen = node.TextAt("failurePolicy") == "Ignore",
        IsReinvoked = node.TextAt("reinvocationPolicy") == "IfNeeded",
        NamespaceSelector = LabelSelector.OfObject(node.ObjectAt("namespaceSelector")),
        ObjectSelector = LabelSelector.OfObject(node.ObjectAt("objectSelector")),
        Timeout = TimeSpan.FromSeconds(node.NumberAt("timeoutSeconds") ?? 10),
        SkipsDeleted = node.ArrayAt("matchConditions") is { Count: > 0 },
    };

    private static WebhookAddress ReadAddress(JsonObject node)
    {
        var bundle = Encoding.UTF8.GetString(Convert.FromBase64String(node.TextAt("caBundle") ?? ""));
        if (node.ObjectAt("service") is not { } service)
        {
            return new WebhookAddress(new Uri(node.TextAt("url")!), Service: null, bundle);
        }

        var reference = new ServiceReference(service.TextAt("namespace")!, service.TextAt("name")!, (int)(service.NumberAt("port") ?? 443));
        return new WebhookAddress(new Uri($"https://{reference.HostName}:{reference.Port}{service.TextAt("path") ?? "/"}"), reference, bundle);
    }

    private static WebhookRule ReadRule(JsonObject rule) => new(
        Texts(rule, "operations"),
        Texts(rule, "apiGroups"),
        Texts(rule, "apiVersions"),
        Texts(rule, "resources"),
        rule.TextAt("scope") ?? "*");

    private static string[] Texts(JsonObject rule, string name) => [.. rule.ArrayAt(name).Texts()];
}
