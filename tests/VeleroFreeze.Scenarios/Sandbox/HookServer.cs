using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VeleroFreeze.Sandbox.Certificates;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>An admission webhook that answers as a test tells it to, and remembers what it was asked.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    // The real clock: TLS checks certificates against no other.
    private readonly CertificateAuthority _authority = new("hooks", DateTimeOffset.UtcNow);
    private readonly WebApplication _app;

    private HookServer(Func<HttpContext, JsonObject, Task> answer, string[] names)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_authority.IssueServer(names))));
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var review = JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
            Asked.Enqueue(review["request"]!.AsObject());
            Requests.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Protocol} {http.Request.ContentType}");
            await answer(http, review);
        });
    }

    /// <summary>The requests in the reviews, in order.</summary>
    public ConcurrentQueue<JsonObject> Asked { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    public int Port => new Uri(_app.Urls.First()).Port;

    public string CaBundle => Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem));

    public static Task<HookServer> StartAsync(Func<JsonObject, JsonObject> response, params string[] names) =>
        StartAsync((http, review) => http.Response.WriteAsJsonAsync(Reply(review, response(review["request"]!.AsObject()))), names);

    public static async Task<HookServer> StartAsync(Func<HttpContext, JsonObject, Task> answer, params string[] names)
    {
        var server = new HookServer(answer, names);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers with any text at all.</summary>
    public static Task SayAsync(HttpContext http, string body, string type = "application/json")
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }

    /// <summary>A proper review around a response, with the uid of the question unless the response brings its own.</summary>
    public static JsonObject Reply(JsonObject review, JsonObject response)
    {
        response.TryAdd("uid", review["request"]!["uid"]!.DeepClone());
        return new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response };
    }

    public static JsonObject Allow() => new() { ["allowed"] = true };

    public static JsonObject Patch(string patch) =>
        new() { ["allowed"] = true, ["patchType"] = "JSONPatch", ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)) };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _authority.Dispose();
    }
}
