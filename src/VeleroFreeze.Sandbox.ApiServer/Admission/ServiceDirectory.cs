using System.Globalization;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>
/// Where a Service really listens. No pod runs in the sandbox by itself, so the Service may say it in an annotation:
/// <c>sandbox.velerofreeze.io/endpoint: 127.0.0.1:8443</c>; <c>http://127.0.0.1:8080</c> means a plain connection, which only aggregated APIs may use.
/// Without one it is where the Service's EndpointSlices say that somebody is ready. TLS is spoken there under the name of the Service, as in a cluster.
/// </summary>
internal sealed class ServiceDirectory(ObjectStore store)
{
    public const string Annotation = "sandbox.velerofreeze.io/endpoint";

    private const string Plain = "http://";

    /// <exception cref="ServiceUnreachableException">The Service does not exist, or nothing says where it listens.</exception>
    public ServiceEndpoint Resolve(ServiceReference reference)
    {
        var snapshot = store.Current;
        var service = snapshot.Find(new ObjectKey(CoreTypes.Services, reference.Namespace, reference.Name))
            ?? throw new ServiceUnreachableException($"service \"{reference.Name}\" not found");
        if (service.Metadata.TextAt("annotations", Annotation) is { } text)
        {
            return ServiceEndpoint.Parse(text, Plain);
        }

        var ready = Ready(snapshot, service, reference.Port).ToList();
        return ready.Count > 0
            ? ready[Random.Shared.Next(ready.Count)]
            : throw new ServiceUnreachableException($"no endpoints available for service \"{reference.Name}\": no EndpointSlice of it has one that is ready, and its annotation {Annotation} is missing");
    }

    private static IEnumerable<ServiceEndpoint> Ready(StoreSnapshot snapshot, StoredObject service, int port)
    {
        var name = service.Json.ArrayAt("spec", "ports").Objects().FirstOrDefault(one => one.NumberAt("port") == port) is { } found ? found.TextAt("name") ?? "" : null;
        return from slice in snapshot.List(WorkloadTypes.EndpointSlices, service.Key.Namespace)
               where slice.Metadata.TextAt("labels", WorkloadTypes.ServiceNameLabel) == service.Key.Name
               let target = slice.Json.ArrayAt("ports").Objects().FirstOrDefault(one => (one.TextAt("name") ?? "") == name).NumberAt("port")
               where target is not null
               from endpoint in slice.Json.ArrayAt("endpoints").Objects()
               where endpoint.BoolAt("conditions", "ready") != false
               from address in endpoint.ArrayAt("addresses").Texts().Take(1)
               select new ServiceEndpoint(address, (int)target.Value, IsPlain: false);
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
