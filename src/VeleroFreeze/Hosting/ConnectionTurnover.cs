using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VeleroFreeze.Hosting;

/// <summary>
/// Decides when a client is asked to connect anew: always while draining, and now and then otherwise, so that replicas started later get
/// their share. It is asked with <c>Connection: close</c> on a reply, never by closing under its feet: a client may be sending, and not try again.
/// </summary>
internal sealed class ConnectionTurnover(DrainState drain, TimeProvider time)
{
    internal const int MaxRequests = 1000;
    internal static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>Counts the requests of each connection to this endpoint.</summary>
    public void Watch(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(new ConnectionUse(time.GetTimestamp()));
        return next(connection);
    });

    /// <summary>Sees to the reply's header when the reply starts, which may be long after the request came.</summary>
    public void Apply(HttpContext context)
    {
        var use = context.Features.Get<ConnectionUse>();
        use?.CountRequest();
        context.Response.OnStarting(() =>
        {
            if (ShouldEnd(use))
            {
                context.Response.Headers.Connection = "close";
            }

            return Task.CompletedTask;
        });
    }

    internal bool ShouldEnd(ConnectionUse? use) =>
        drain.IsDraining || (use is not null && (use.Requests >= MaxRequests || time.GetElapsedTime(use.Since) >= MaxAge));
}

/// <summary>What one connection has seen. HTTP/1.1 has one request at a time on it.</summary>
internal sealed class ConnectionUse(long since)
{
    public long Since => since;

    public int Requests { get; private set; }

    public void CountRequest() => Requests++;
}
