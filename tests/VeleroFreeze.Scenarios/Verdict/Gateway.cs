using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>A request on its way to the API server.</summary>
internal sealed record Passing(string Method, string Path, string Query, string Body)
{
    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);

    public bool IsWrite => Method is "POST" or "PUT" or "PATCH" or "DELETE";

    /// <summary>It makes a verdict stand.</summary>
    public bool IsVerdict => IsWrite && Path.Contains("/configmaps", StringComparison.Ordinal) && Body.Contains("report.json.gz", StringComparison.Ordinal);

    public bool IsDownloadRequest => Method == "POST" && Path.EndsWith("/downloadrequests", StringComparison.Ordinal);
}

/// <summary>
/// Stands between one verifier and the API server, and passes everything on as it comes, unless a test holds it up or answers in the server's place. What has arrived
/// here is under way: it reaches the server even when whoever sent it is stopped, or waits no longer.
/// </summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly HttpClient _server;
    private readonly WebApplication _app;

    private Gateway(HttpClient server, WebApplication app) => (_server, _app) = (server, app);

    /// <summary>Of a user who may do everything.</summary>
    public string Kubeconfig { get; } = Path.GetTempFileName();

    /// <summary>What was passed on or refused, with the answer.</summary>
    public ConcurrentQueue<(Passing Request, int Status)> Answered { get; } = [];

    /// <summary>Looks at each request before it is passed on. May take its time, and may give a status to answer with at once.</summary>
    public Func<Passing, Task<int?>> Rule { get; set; } = _ => Task.FromResult<int?>(null);

    public static async Task<Gateway> StartAsync(string kubeconfig)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var gateway = new Gateway(KubeconfigClient.Open(kubeconfig), builder.Build());
        gateway._app.Run(gateway.AnswerAsync);
        await gateway._app.StartAsync();
        await File.WriteAllTextAsync(gateway.Kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: gateway
            clusters: [{name: gateway, cluster: {server: "{{gateway._app.Urls.Single()}}"} }]
            contexts: [{name: gateway, context: {cluster: gateway} }]
            """);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _server.Dispose();
        File.Delete(Kubeconfig);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var content = await new StreamContent(http.Request.Body).ReadAsByteArrayAsync(http.RequestAborted);
        var request = new Passing(http.Request.Method, http.Request.Path, http.Request.QueryString.ToString(), System.Text.Encoding.UTF8.GetString(content));
        if (await Rule(request) is { } status)
        {
            Answered.Enqueue((request, status));
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync($$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"not today","code":{{status}}}""", http.RequestAborted);
            return;
        }

        using var message = Message(http.Request, content);
        using var response = await _server.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, request.IsWrite ? CancellationToken.None : http.RequestAborted);
        Answered.Enqueue((request, (int)response.StatusCode));
        await CopyAsync(response, http);
    }

    private static HttpRequestMessage Message(HttpRequest request, byte[] content)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path + request.QueryString.ToString());
        message.Headers.TryAddWithoutValidation("Accept", request.Headers.Accept.ToString());
        message.Headers.TryAddWithoutValidation("User-Agent", request.Headers.UserAgent.ToString());
        if (request.ContentType is { } type)
        {
            message.Content = new ByteArrayContent(content) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        }

        return message;
    }

    /// <summary>Piece by piece, because a watch has no end.</summary>
    private static async Task CopyAsync(HttpResponseMessage response, HttpContext http)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, http.RequestAborted) is > 0 and var count)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, count), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
