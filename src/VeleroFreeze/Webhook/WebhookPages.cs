using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Webhook;

/// <summary>Brings each request to what answers it.</summary>
/// <param name="mutate">Answers reviews.</param>
/// <param name="metrics">Serves what was counted.</param>
/// <param name="whyNotReady">Null when ready, or one line that says why not.</param>
internal sealed class WebhookPages(MutateEndpoint mutate, MetricsPipeline metrics, Func<string?> whyNotReady)
{
    public Task ServeAsync(HttpContext context)
    {
        var route = Route.Of(context.Request.IsHttps, context.Request.Method, context.Request.Path.Value);
        return route.Kind switch
        {
            RouteKind.Mutate => mutate.ServeAsync(context, route.NamespaceDefault),
            RouteKind.Live => SayAsync(context.Response, problem: null),
            RouteKind.Ready => SayAsync(context.Response, whyNotReady()),
            RouteKind.Metrics => metrics.ServeAsync(context),
            _ => Refuse(context.Response, route),
        };
    }

    private static Task Refuse(HttpResponse response, Route route)
    {
        response.StatusCode = route.Allow is null ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed;
        response.Headers.Allow = route.Allow;
        return Task.CompletedTask;
    }

    private static Task SayAsync(HttpResponse response, string? problem)
    {
        response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        return response.WriteAsync((problem ?? "ok") + "\n");
    }
}
