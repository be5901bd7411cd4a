using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace VeleroFreeze.Backups.Storage;

/// <summary>What a BackupStorageLocation tells about where its files may be fetched from, and whom to trust there.</summary>
/// <param name="Hosts">Hosts and, with a dot in front, domains that a URL may name.</param>
/// <param name="CertificateAuthorities">Trusted beside the system's own; empty for none.</param>
/// <param name="Problem">What of it could not be used, in words; null when all could.</param>
internal sealed record StorageLocation(IReadOnlyList<string> Hosts, X509Certificate2Collection CertificateAuthorities, string? Problem = null)
{
    private static readonly string[] EndpointKeys = ["s3Url", "publicUrl", "endpoint", "storageAccountURI"];

    public static StorageLocation Unknown { get; } = new([], []);

    public static StorageLocation Read(JsonElement location)
    {
        var spec = Member(location, "spec");
        var hosts = Endpoints(spec).Concat(OfProvider(Text(spec, "provider"), Member(spec, "config"))).Distinct(StringComparer.OrdinalIgnoreCase);
        var encoded = Text(Member(spec, "objectStorage"), "caCert");
        return encoded.Length == 0 ? new StorageLocation([.. hosts], []) : WithAuthority([.. hosts], encoded);
    }

    /// <summary>The hosts of the endpoints, and the bucket's own host below each.</summary>
    private static IEnumerable<string> Endpoints(JsonElement spec)
    {
        var bucket = Text(Member(spec, "objectStorage"), "bucket");
        var config = Member(spec, "config");
        return EndpointKeys.Select(key => HostOf(Text(config, key))).OfType<string>()
            .SelectMany(host => bucket.Length == 0 ? [host] : new[] { host, $"{bucket}.{host}" });
    }

    /// <summary>Where providers sign URLs to when no endpoint is configured.</summary>
    private static string[] OfProvider(string provider, JsonElement config) => provider switch
    {
        "aws" or "velero.io/aws" when HostOf(Text(config, "s3Url")) is null => [".amazonaws.com", ".amazonaws.com.cn"],
        "gcp" or "velero.io/gcp" => ["storage.googleapis.com"],
        "azure" or "velero.io/azure" when Text(config, "storageAccount") is { Length: > 0 } account
            => [.. AzureDomains.Select(domain => $"{account}.blob.{domain}")],
        _ => [],
    };

    private static readonly string[] AzureDomains = ["core.windows.net", "core.usgovcloudapi.net", "core.chinacloudapi.cn"];

    private static string? HostOf(string endpoint) =>
        Uri.TryCreate(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"https://{endpoint}", UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? uri.IdnHost
            : null;

    private static StorageLocation WithAuthority(string[] hosts, string encoded)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)));
            return new StorageLocation(hosts, authorities, authorities.Count == 0 ? "spec.objectStorage.caCert holds no certificate" : null);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return new StorageLocation(hosts, [], "spec.objectStorage.caCert is not base64 of PEM certificates");
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";
}
