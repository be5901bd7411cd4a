using System.Text;
using Microsoft.AspNetCore.Http;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Tests.Hosting.Metrics;

/// <summary>What <c>/metrics</c> answers, without a server.</summary>
internal static class MetricsPage
{
    public static async Task<string> OfAsync(MetricsPipeline pipeline)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await pipeline.ServeAsync(context);
        context.Response.StatusCode.ShouldBe(StatusCodes.Status200OK);
        context.Response.ContentType.ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }
}
