using Microsoft.AspNetCore.Http.Features;
using VeleroFreeze.Sandbox.Admission;
using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Urls;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>The one door: finds out who asks for what, and passes the request to the handler for it.</summary>
internal sealed class ApiEndpoint(
    Authenticator authenticator,
    DiscoveryHandler discovery,
    AggregationLayer aggregation,
    ReviewHandler reviews,
    ObjectEndpoint objects)
{
    public required AdmissionMetrics Metrics { get; init; }

    public required TypeRegistry Types { get; init; }

    public required Authorizer Authorizer { get; init; }

    public required Impersonation Impersonation { get; init; }

    public required TokenHandler Tokens { get; init; }

    public required AccessRecord Accesses { get; init; }

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http);
        }
        catch (StatusException e) when (!http.Response.HasStarted)
        {
            await Reply.StatusAsync(http, e.Status);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Reply.StatusAsync(http, new Status(e.StatusCode, "BadRequest", e.Message));
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            // A bug of the sandbox: the client gets a Status all the same, whoever runs the sandbox the rest.
            await Console.Error.WriteLineAsync($"{http.Request.Method} {http.Request.Path}: {e}");
            await Reply.StatusAsync(http, Refusal.Internal(e.Message).Status);
        }
    }

    private async Task RouteAsync(HttpContext http)
    {
        var path = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var user = Impersonation.Resolve(http.Request, authenticator.Identify(http));
        Authorizer.Check(user, RequestAttributes.Of(http.Request));
        if (path is ["healthz" or "livez" or "readyz", ..])
        {
            await Reply.TextAsync(http, "ok");
        }
        else if (path is ["metrics"])
        {
            await Reply.TextAsync(http, Metrics.Render());
        }
        else if (http.Request.Path == AccessRecord.Path)
        {
            await Reply.JsonAsync(http, Accesses.ToJson());
        }
        else if (!await discovery.TryAnswerAsync(http, path) && !(ApiPath.Parse(http.Request.Path.Value!) is { } api && await RouteApiAsync(http, api, user)))
        {
            await Reply.TextAsync(http, "404 page not found\n", StatusCodes.Status404NotFound);
        }
    }

    private async Task<bool> RouteApiAsync(HttpContext http, ApiPath path, UserInfo user)
    {
        if (await aggregation.TryPassOnAsync(http, path.Group, path.Version, user) || await reviews.TryAnswerAsync(http, path, user) || await Tokens.TryAnswerAsync(http, path))
        {
            return true;
        }

        if (Types.Find(path.Group, path.Version, path.Plural) is not { } target || (!target.Type.Namespaced && path.Namespace.Length > 0))
        {
            return false;
        }

        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        await objects.HandleAsync(new ApiCall(http, path, target, user));
        return true;
    }
}
