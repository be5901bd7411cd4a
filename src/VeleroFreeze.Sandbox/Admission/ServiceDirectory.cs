using System.Globalization;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>
/// Where a Service really listens. No pod runs in the sandbox, so the Service itself says it in an annotation:
/// <c>sandbox.velerofreeze.io/endpoint: 127.0.0.1:8443</c>. TLS is spoken there under the name of the Service, as in a cluster.
/// <c>http://127.0.0.1:8080</c> means a plain connection, which only aggregated APIs may use.
/// </summary>
internal sealed class ServiceDirectory(ObjectStore store)
{
    public const string Annotation = "sandbox.velerofreeze.io/endpoint";

    private const string Plain = "http://";

    /// <exception cref="ServiceUnreachableException">The Service does not exist or does not say where it listens.</exception>
    public ServiceEndpoint Resolve(ServiceReference reference)
    {
        var key = new ObjectKey(CoreTypes.Services, reference.Namespace, reference.Name);
        var service = store.Current.Find(key) ?? throw new ServiceUnreachableException($"service \"{reference.Name}\" not found");
        var text = service.Metadata.TextAt("annotations", Annotation)
            ?? throw new ServiceUnreachableException($"no endpoints available for service \"{reference.Name}\": its annotation {Annotation} is missing");
        return ServiceEndpoint.Parse(text, Plain);
    }
}

/// <summary>An address to connect to.</summary>
internal sealed record ServiceEndpoint(string Host, int Port, bool IsPlain)
{
    public static ServiceEndpoint Parse(string text, string plainPrefix)
    {
        var isPlain = text.StartsWith(plainPrefix, StringComparison.Ordinal);
        var address = isPlain ? text[plainPrefix.Length..] : text;
        var at = address.LastIndexOf(':');
        return at > 0 && int.TryParse(address.AsSpan(at + 1).TrimEnd('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new ServiceEndpoint(address[..at], port, isPlain)
            : throw new ServiceUnreachableException($"annotation {ServiceDirectory.Annotation} is \"{text}\", which is no host:port");
    }
}

/// <summary>A Service that cannot be called.</summary>
internal sealed class ServiceUnreachableException(string message) : Exception(message);
