using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace VeleroFreeze.Hosting;

/// <summary>The plain HTTP server that a role without another one has for its probes and metrics.</summary>
internal static class PlainServer
{
    public static WebApplication Create(IPEndPoint listen, LogFormat logs, RequestDelegate pages)
    {
        // Empty, so that neither files nor ASPNETCORE_ variables add a port or a setting that is not in the options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ConsoleLogs.Configure(builder.Logging, logs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            ServerLimits.Apply(kestrel, maxBodyBytes: 0);
            kestrel.Listen(listen);
        });
        builder.Services.AddSingleton<IHostLifetime, SignalsHandledElsewhere>();
        var app = builder.Build();
        app.Run(pages);
        return app;
    }

    /// <summary>Where it listens, with the port that was free.</summary>
    public static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()["http://".Length..];
}
