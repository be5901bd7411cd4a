using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>
/// The ports that pods get on this machine: those of their manifests, unless something listens there on every address, which no loopback address of a pod's
/// own helps against. All pods of a run get the same one, as all pods behind a Service have.
/// </summary>
internal static class PodPorts
{
    /// <summary>Far from the ports of manifests, and below those that the kernel hands out (32768 and above).</summary>
    private const int Distance = 10_000;

    private static readonly ConcurrentDictionary<int, int> s_given = new();

    public static int Of(int manifest) => s_given.GetOrAdd(manifest, port => FirstFree(port, IsFree));

    internal static int FirstFree(int port, Func<int, bool> isFree) =>
        Enumerable.Range(port + Distance, 1_000).Prepend(port).First(isFree);

    private static bool IsFree(int port)
    {
        try
        {
            // No pod's address: those have a last byte from 1 on.
            using var listener = new TcpListener(new IPAddress([127, 255, 255, 0]), port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
