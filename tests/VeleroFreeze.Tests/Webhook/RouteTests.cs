using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class RouteTests
{
    [Theory]
    [InlineData("/mutate", FreezePolicy.None)]
    [InlineData("/mutate/required", FreezePolicy.Required)]
    [InlineData("/mutate/preferred", FreezePolicy.Preferred)]
    public void The_last_segment_is_what_the_namespace_asks_for(string path, FreezePolicy policy) =>
        Route.Of(isTls: true, "POST", path).ShouldBe(new Route(RouteKind.Mutate, policy));

    [Theory]
    [InlineData(true, "/")]
    [InlineData(true, "/mutate/")]
    [InlineData(true, "/Mutate")]
    [InlineData(true, "/mutate/disabled")]
    [InlineData(true, "/mutate/required/x")]
    [InlineData(true, "/livez")]
    [InlineData(true, null)]
    [InlineData(false, "/mutate")]
    [InlineData(false, "/livez/")]
    public void Everything_else_is_nowhere(bool isTls, string? path) => Route.Of(isTls, "POST", path).Kind.ShouldBe(RouteKind.NotFound);

    [Theory]
    [InlineData(true, "GET", "/mutate", "POST")]
    [InlineData(true, "PUT", "/mutate/required", "POST")]
    [InlineData(false, "POST", "/livez", "GET, HEAD")]
    public void Other_methods_are_told_which_there_are(bool isTls, string method, string path, string allow) =>
        Route.Of(isTls, method, path).ShouldBe(new Route(RouteKind.MethodNotAllowed, Allow: allow));

    [Theory]
    [InlineData("GET", "/livez", "Live")]
    [InlineData("HEAD", "/readyz", "Ready")]
    public void Probes_are_on_the_plain_port(string method, string path, string kind) => Route.Of(isTls: false, method, path).Kind.ToString().ShouldBe(kind);
}
