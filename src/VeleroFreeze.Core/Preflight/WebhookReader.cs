using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Consistency;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Reads how our webhook is registered. A configuration is ours by its paths: its name is the installer's to choose.</summary>
public static class WebhookReader
{
    private static readonly string[] Paths = ["/mutate", "/mutate/required", "/mutate/preferred"];

    public static WebhookFacts Read(Look configurations, Look endpoints, Look dryRun)
    {
        var ours = Ours(configurations);
        if (ours.ValueKind == JsonValueKind.Undefined)
        {
            return new WebhookFacts { Failure = configurations.Failure };
        }

        var entries = Entries(ours);
        var authorities = entries.ConvertAll(entry => Authority(entry.At("clientConfig")));
        return new WebhookFacts
        {
            Name = ours.Text("metadata", "name"),
            MissingPaths = [.. Paths.Except(entries.Select(Path))],
            FailsClosed = entries.Exists(entry => entry.Text("failurePolicy") != "Ignore"),
            Service = Service(configurations) is { } service ? $"{service.Namespace}/{service.Name}" : null,
            EndpointsFailure = endpoints.Failure,
            ReadyEndpoints = endpoints.Found.SelectMany(slice => slice.Items("endpoints")).Count(endpoint => endpoint.At("conditions", "ready").ValueKind != JsonValueKind.False),
            HasUnreadableAuthority = authorities.Contains(null),
            Authority = authorities.OfType<(DateTimeOffset From, DateTimeOffset Until)>().Select(found => ((DateTimeOffset, DateTimeOffset)?)found).MinBy(found => found!.Value.Item2),
            Injects = dryRun.Found is [var written] ? written.TextOrNull("spec", "template", "metadata", "annotations", InjectionMarker.Key) is not null : null,
            DryRunFailure = dryRun.Failure,
        };
    }

    public static bool IsRegistered(Look configurations) => Ours(configurations).ValueKind != JsonValueKind.Undefined;

    /// <summary>The Service our webhook is called through; null when there is none, or it is called at a URL.</summary>
    public static (string Namespace, string Name)? Service(Look configurations)
    {
        var ours = Ours(configurations);
        var service = Entries(ours).Select(entry => entry.At("clientConfig", "service")).FirstOrDefault(found => found.ValueKind == JsonValueKind.Object);
        return service.ValueKind == JsonValueKind.Object ? (service.Text("namespace"), service.Text("name")) : null;
    }

    private static JsonElement Ours(Look configurations) => configurations.Found.FirstOrDefault(
        item => Entries(item).Any(entry => Path(entry) is "/mutate/required" or "/mutate/preferred"));

    private static List<JsonElement> Entries(JsonElement configuration) =>
        [.. configuration.Items("webhooks").Where(entry => Paths.Contains(Path(entry)) && entry.Items("rules").Any(AsksForMachines))];

    private static bool AsksForMachines(JsonElement rule) => rule.Texts("apiGroups").Contains("kubevirt.io") && rule.Texts("resources").Contains("virtualmachines");

    private static string Path(JsonElement entry) =>
        entry.TextOrNull("clientConfig", "service", "path")
        ?? (Uri.TryCreate(entry.Text("clientConfig", "url"), UriKind.Absolute, out var url) ? url.AbsolutePath : "");

    /// <summary>During a rotation the bundle holds the old authority beside the new one; the one that lasts longest counts.</summary>
    private static (DateTimeOffset From, DateTimeOffset Until)? Authority(JsonElement client)
    {
        try
        {
            var bundle = new X509Certificate2Collection();
            bundle.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(client.Text("caBundle"))));
            return bundle.Select(found => ((DateTimeOffset, DateTimeOffset)?)(found.NotBefore, found.NotAfter)).MaxBy(found => found!.Value.Item2);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
