namespace VeleroFreeze.Hosting;

/// <summary><c>/livez</c> answers as long as anything does; <c>/readyz</c> says what is missing.</summary>
internal static class ProbePages
{
    /// <param name="context">The request.</param>
    /// <param name="problem">Null when ready, or one line that says why not.</param>
    public static Task ServeAsync(HttpContext context, string? problem) => context.Request.Path.Value switch
    {
        "/livez" => SayAsync(context.Response, problem: null),
        "/readyz" => SayAsync(context.Response, problem),
        _ => Refuse(context.Response),
    };

    private static Task Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
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
