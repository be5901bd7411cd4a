using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace VeleroFreeze.Hosting;

/// <summary>What a server that an API server calls needs of Kestrel, and no more.</summary>
internal static class ServerLimits
{
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What may wait unread, once as it comes and once decrypted, for each connection. By default a megabyte each: a flood would fill more memory
    /// there than all bodies that are let in.
    /// </summary>
    private const int BufferBytes = 64 * 1024;

    public static void Apply(SocketTransportOptions sockets) => sockets.MaxReadBufferSize = BufferBytes;

    public static void Apply(KestrelServerOptions options, long maxBodyBytes)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http1);
        var limits = options.Limits;
        limits.MaxRequestBodySize = maxBodyBytes;
        limits.MaxRequestBufferSize = BufferBytes;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        // Go's client drops an idle connection after 90 s. Were it dropped here first, a request already on its way would fail.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 100_000, gracePeriod: TimeSpan.FromSeconds(2));
        limits.MaxRequestHeaderCount = 50;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.MaxConcurrentConnections = 512;
    }
}
