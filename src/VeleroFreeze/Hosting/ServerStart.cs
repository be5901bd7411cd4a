using System.Net.Sockets;

namespace VeleroFreeze.Hosting;

/// <summary>Starts a role's server, or says in one line why it cannot listen.</summary>
internal static class ServerStart
{
    /// <returns>False when the address is taken, not this machine's, or needs a right that this process lacks.</returns>
    public static async Task<bool> TryStartAsync(WebApplication app, string command, TextWriter error)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Kestrel names the address only where it is taken.
            await error.WriteLineAsync($"velero-freeze {command}: {(e is SocketException ? $"cannot listen at the address it was given: {e.Message}" : e.Message)}");
            return false;
        }
    }
}
