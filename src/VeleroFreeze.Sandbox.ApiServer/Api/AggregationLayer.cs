using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Discovery;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>
/// Passes requests for a group version on to the Service that an APIService names. That Service says by annotation where it listens (see
/// <see cref="ServiceDirectory"/>); it learns who asks from the headers X-Remote-User and X-Remote-Group, groups separated by commas.
/// </summary>
internal sealed class AggregationLayer(ObjectStore store, ServiceDirectory services) : IDisposable
{
    private static readonly string[] NotPassedOn =
        ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Authorization", "Content-Length", "X-Remote-User", "X-Remote-Group"];

    private readonly ConcurrentDictionary<(ServiceEndpoint, string), HttpClient> _clients = new();

    public IReadOnlyCollection<AggregatedVersion> Versions() =>
        [.. store.Current.List(ClusterTypes.ApiServices).Where(IsRemote).Select(stored => new AggregatedVersion(stored.Json.TextAt("spec", "group")!, stored.Json.TextAt("spec", "version")!))];

    /// <summary>False when nobody has registered for this group version.</summary>
    public async Task<bool> TryPassOnAsync(HttpContext http, string group, string version, UserInfo user)
    {
        if (store.Current.Find(new ObjectKey(ClusterTypes.ApiServices, "", $"{version}.{group}")) is not { } registration || !IsRemote(registration))
        {
            return false;
        }

        try
        {
            var (client, address) = ClientFor(registration);
            using var request = Copy(http.Request, new Uri(address, $"{http.Request.Path.ToUriComponent()}{http.Request.QueryString}"), user);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
            await CopyAsync(response, http);
        }
        catch (Exception e) when (e is HttpRequestException or ServiceUnreachableException)
        {
            throw Refusal.Unavailable($"error trying to reach service: {e.Message}");
        }

        return true;
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static bool IsRemote(StoredObject stored) => stored.Json.ObjectAt("spec", "service") is not null;

    private (HttpClient Client, Uri Address) ClientFor(StoredObject registration)
    {
        var spec = registration.Json.ObjectAt("spec")!;
        var reference = new ServiceReference(spec.TextAt("service", "namespace")!, spec.TextAt("service", "name")!, (int)(spec.NumberAt("service", "port") ?? 443));
        var endpoint = services.Resolve(reference);
        var bundle = Encoding.UTF8.GetString(Convert.FromBase64String(spec.TextAt("caBundle") ?? ""));
        var client = _clients.GetOrAdd((endpoint, bundle), key => new HttpClient(HandlerFor(key.Item1, key.Item2)) { Timeout = Timeout.InfiniteTimeSpan });
        return (client, endpoint.IsPlain ? new Uri($"http://{endpoint.Host}:{endpoint.Port}") : new Uri($"https://{reference.HostName}:{reference.Port}"));
    }

    private static SocketsHttpHandler HandlerFor(ServiceEndpoint endpoint, string bundle)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(bundle);
        return ServiceConnection.Handler(trusted, endpoint);
    }

    private static HttpRequestMessage Copy(HttpRequest source, Uri url, UserInfo user)
    {
        var request = new HttpRequestMessage(new HttpMethod(source.Method), url) { Version = HttpVersion.Version11 };
        if (source.ContentLength is > 0 || source.Headers.TransferEncoding.Count > 0 || HttpMethods.IsPut(source.Method) || HttpMethods.IsPost(source.Method))
        {
            request.Content = new StreamContent(source.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", source.ContentType);
        }

        foreach (var (name, values) in source.Headers.Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && header.Key[0] != ':'))
        {
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        request.Headers.TryAddWithoutValidation("X-Remote-User", user.Name);
        request.Headers.TryAddWithoutValidation("X-Remote-Group", user.Groups);
        return request;
    }

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext http)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !NotPassedOn.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
