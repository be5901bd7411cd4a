using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VeleroFreeze.Benchmarks.Webhook;

/// <summary>The least that an HTTPS server on ASP.NET Core can do with a review: reads the body to its end and answers the same each time. A process of its own.</summary>
internal static class ConstantReply
{
    /// <summary>The first argument that makes the benchmarks' executable this server; port, certificate and key follow.</summary>
    public const string Mode = "serve-constant-reply";

    /// <summary>Answers everything with the patch that the webhook writes for <see cref="Reviews.Create"/>.</summary>
    public static void Serve(string port, string certificate, string key)
    {
        var answer = Encoding.UTF8.GetBytes(Reviews.Answer());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture), listen => listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate, key))));
        var app = builder.Build();
        app.Run(context => ReplyAsync(context, answer));
        app.Run();
    }

    private static async Task ReplyAsync(HttpContext context, byte[] answer)
    {
        var body = context.Request.BodyReader;
        for (var isRead = false; !isRead;)
        {
            var read = await body.ReadAsync();
            isRead = read.IsCompleted;
            body.AdvanceTo(read.Buffer.End);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }
}
