using System.Net.Http.Headers;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Conformance;

/// <summary>The server under test: the one that VELEROFREEZE_E2E_KUBECONFIG leads to, or else the stand-in.</summary>
public sealed class ConformanceServer : IAsyncLifetime
{
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private ApiServer? _own;

    /// <summary>A client for the kubeconfig's user, for <c>nobody</c>, or with a <c>wrong-token</c>.</summary>
    internal HttpClient ClientFor(string user) => _clients[user];

    public async Task InitializeAsync()
    {
        if (RealServer.KubeconfigPath is null)
        {
            _own = await ApiServer.StartAsync();
        }

        var config = _own?.Kubeconfig ?? await File.ReadAllTextAsync(RealServer.KubeconfigPath!);
        _clients["admin"] = KubeconfigClient.Open(config);
        _clients["nobody"] = KubeconfigClient.Open(config, withCredentials: false);
        _clients["wrong-token"] = KubeconfigClient.Open(config, withCredentials: false);
        _clients["wrong-token"].DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
        if (_own is null)
        {
            await RealServer.PrepareAsync(ClientFor("admin"));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}
