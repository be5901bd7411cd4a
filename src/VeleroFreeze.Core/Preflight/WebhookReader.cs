using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Reads how our webhook is registered. A configuration is ours by its paths: its name is the installer's to choose.</summary>
public static class WebhookReader
{
    private static readonly string[] Paths = ["/mutate", "/mutate/required", "/mutate/preferred"];

    /// <summary>Where a Service's port is not named.</summary>
    private const int HttpsPort = 443;

    public static WebhookFacts Read(InstallationObjects objects)
    {
        var (configurations, endpoints, dryRun) = (objects.WebhookConfigurations, objects.EndpointSlices, objects.DryRun);
        var ours = Ours(configurations);
        if (ours.ValueKind == JsonValueKind.Undefined)
        {
            return new WebhookFacts { Failure = configurations.Failure };
        }

        var entries = Entries(ours);
        var bundles = entries.ConvertAll(entry => Bundle(entry.At("clientConfig")));
        return new WebhookFacts
        {
            Name = ours.Text("metadata", "name"),
            MissingPaths = [.. Paths.Except(entries.Select(Path))],
            FailsClosed = entries.Exists(entry => entry.Text("failurePolicy") != "Ignore"),
            Service = Service(configurations) is { } service ? $"{service.Namespace}/{service.Name}" : null,
            EndpointsFailure = endpoints.Failure,
            ReadyEndpoints = endpoints.Found.SelectMany(slice => slice.Items("endpoints")).Count(endpoint => endpoint.At("conditions", "ready").ValueKind != JsonValueKind.False),
            HasUnreadableAuthority = bundles.Exists(bundle => bundle.Count == 0),
            Authority = bundles.Select(Longest).OfType<Validity>().Select(found => (Validity?)found).MinBy(found => found!.Value.Until),
            Serving = Serving(objects, bundles),
            Assumed = objects.Warnings.Select(KubeVirtNotice.Read).FirstOrDefault(told => told is not null),
            Injects = dryRun.Found is [var written] ? written.TextOrNull("spec", "template", "metadata", "annotations", InjectionMarker.Key) is not null : null,
            DryRunFailure = dryRun.Failure,
        };
    }

    public static bool IsRegistered(ReadResult configurations) => Ours(configurations).ValueKind != JsonValueKind.Undefined;

    /// <summary>The Service our webhook is called through; null when there is none, or it is called at a URL.</summary>
    public static (string Namespace, string Name)? Service(ReadResult configurations)
    {
        var ours = Ours(configurations);
        var service = Entries(ours).Select(entry => entry.At("clientConfig", "service")).FirstOrDefault(found => found.ValueKind == JsonValueKind.Object);
        return service.ValueKind == JsonValueKind.Object ? (service.Text("namespace"), service.Text("name")) : null;
    }

    /// <summary>Where it is called; null when it is not registered.</summary>
    public static WebhookAddress? Address(ReadResult configurations)
    {
        var client = Entries(Ours(configurations)).Select(entry => entry.At("clientConfig")).FirstOrDefault();
        return client.Has("service") ? new WebhookAddress($"{client.Text("service", "name")}.{client.Text("service", "namespace")}.svc", client.Number("service", "port") ?? HttpsPort, IsService: true)
            : Uri.TryCreate(client.Text("url"), UriKind.Absolute, out var url) ? new WebhookAddress(url.IdnHost, url.Port, IsService: false)
            : null;
    }

    private static JsonElement Ours(ReadResult configurations) => configurations.Found.FirstOrDefault(
        item => Entries(item).Any(entry => Path(entry) is "/mutate/required" or "/mutate/preferred"));

    private static List<JsonElement> Entries(JsonElement configuration) =>
        [.. configuration.Items("webhooks").Where(entry => Paths.Contains(Path(entry)) && entry.Items("rules").Any(AsksForMachines))];

    private static bool AsksForMachines(JsonElement rule) => rule.Texts("apiGroups").Contains("kubevirt.io") && rule.Texts("resources").Contains("virtualmachines");

    private static string Path(JsonElement entry) =>
        entry.TextOrNull("clientConfig", "service", "path")
        ?? (Uri.TryCreate(entry.Text("clientConfig", "url"), UriKind.Absolute, out var url) ? url.AbsolutePath : "");

    private static ServingFacts Serving(InstallationObjects objects, List<X509Certificate2Collection> bundles) => new()
    {
        Address = objects.Handshake?.Address.ToString(),
        Seen = objects.Handshake is { Presented.Count: > 0 } made ? Seen(made, bundles, objects.Now) : null,
        Failure = objects.Handshake?.Failure,
        Told = objects.Warnings.Select(ServingNotice.Read).FirstOrDefault(told => told is not null),
    };

    /// <summary>Every entry has to trust it; the one that does not is the one to tell of.</summary>
    private static ServedCertificate Seen(Handshake made, List<X509Certificate2Collection> bundles, DateTimeOffset now) =>
        bundles.Select(bundle => ServedCertificate.Examine(made.Presented, bundle, made.Address.Host, now)).OrderBy(seen => seen.Problem is null).First();

    /// <summary>During a rotation the bundle holds the old authority beside the new one; the one that lasts longest counts.</summary>
    private static Validity? Longest(X509Certificate2Collection bundle) =>
        bundle.Select(found => (Validity?)Validity.Of(found)).MaxBy(found => found!.Value.Until);

    /// <returns>Empty when there is none, or none that can be read.</returns>
    private static X509Certificate2Collection Bundle(JsonElement client)
    {
        try
        {
            var bundle = new X509Certificate2Collection();
            bundle.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(client.Text("caBundle"))));
            return bundle;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return [];
        }
    }
}
