using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>
/// The HTTP side of the actor, on loopback and without TLS, because the API server stands before it. Beside the subresources of KubeVirt it has two paths of
/// its own:
/// <list type="bullet">
/// <item><c>POST /sandbox/exec</c> is the stand-in for exec through a kubelet: <c>{"namespace","pod","container","command":[]}</c> is answered, once the
/// command has taken its virtual time, with <c>{"exitCode","stdout","stderr"}</c>, or with a Status when there is nothing to run it in. It listens where the
/// annotation sandbox.velerofreeze.io/endpoint of the Service kubevirt/virt-api says.</item>
/// <item><c>GET /sandbox/truth</c> tells when the file systems of every guest were really frozen.</item>
/// </list>
/// </summary>
internal sealed class VirtApi : IAsyncDisposable
{
    public const string ExecPath = "/sandbox/exec";

    private readonly ClusterClient _client;
    private readonly WebApplication _app;
    private readonly KubeVirtRelease _release;

    public VirtApi(ClusterClient client, Func<ClusterView> view, GuestRoom guests, KubeVirtOptions options)
    {
        _client = client;
        _release = options.Release;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        var subresources = new Subresources(client, view, guests, options);
        var exec = new PodExec(view, guests, options);
        _app.MapPost(ExecPath, http => AnswerAsync(http, exec.RunAsync));
        _app.MapGet("/sandbox/truth", http => WriteAsync(http, 200, guests.Truth()));
        foreach (var version in Registration.Versions)
        {
            var root = $"/apis/{Registration.Group}/{version}";
            _app.MapGet(root, http => WriteAsync(http, 200, Subresources.Discovery(version)));
            _app.MapMethods($"{root}/namespaces/{{ns}}/{{plural}}/{{name}}/{{action}}", ["GET", "PUT"], Serve);
        }

        Task Serve(HttpContext http) => AnswerAsync(http, (body, stop) => subresources.CallAsync(
            http.Request.Method, Route(http, "ns"), Route(http, "plural"), Route(http, "name"), Route(http, "action"), body, stop));
    }

    public Uri Address => new(_app.Urls.First());

    public async Task StartAsync(CancellationToken stop)
    {
        await _app.StartAsync(stop);
        await Registration.RegisterAsync(_client, Address, _release, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Route(HttpContext http, string name) => http.Request.RouteValues[name] as string ?? "";

    private static async Task AnswerAsync(HttpContext http, Func<JsonObject, CancellationToken, Task<JsonObject?>> answer)
    {
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var parsed = body.Length == 0 ? [] : JsonText.Parse(body.ToArray()) as JsonObject ?? [];
            await WriteAsync(http, 200, await answer(parsed, http.RequestAborted));
        }
        catch (JsonException e)
        {
            await WriteAsync(http, 400, new VirtApiException(400, "BadRequest", e.Message).ToStatus());
        }
        catch (VirtApiException e)
        {
            await WriteAsync(http, e.Code, e.ToStatus());
        }
    }

    private static async Task WriteAsync(HttpContext http, int code, JsonNode? body)
    {
        http.Response.StatusCode = code;
        if (body is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(JsonText.ToBytes(body), http.RequestAborted);
        }
    }
}

/// <summary>A call that virt-api refuses.</summary>
internal sealed class VirtApiException(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public static VirtApiException NotFound(string resource, string name) => new(404, "NotFound", $"{resource} \"{name}\" not found");

    public static VirtApiException Conflict(string message) => new(409, "Conflict", message);

    public static VirtApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static VirtApiException Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}");

    public JsonObject ToStatus() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = Message,
        ["reason"] = reason,
        ["code"] = code,
    };
}
