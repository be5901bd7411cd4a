using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Sandbox.Certificates;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Connections that may lead elsewhere than the name says.</summary>
internal static class ServiceConnection
{
    /// <param name="trusted">The authorities whose certificates count; none leaves it to the machine's.</param>
    /// <param name="endpoint">Where to connect instead; null goes where the name leads.</param>
    public static SocketsHttpHandler Handler(X509Certificate2Collection trusted, ServiceEndpoint? endpoint)
    {
        var handler = Tls.Handler(trusted);
        if (endpoint is not null)
        {
            handler.ConnectCallback = (_, stop) => ConnectAsync(endpoint, stop);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(ServiceEndpoint endpoint, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
