using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Policies;

/// <summary>Policies on a real API server, in force from when they are there until they are gone again.</summary>
internal sealed class InstalledPolicies : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Func<Task<bool>> _isInForce;

    private InstalledPolicies(string folder, Func<Task<bool>> isInForce) => (_folder, _isInForce) = (folder, isInForce);

    public static async Task<InstalledPolicies> ApplyAsync(string folder, Func<Task<bool>> isInForce)
    {
        await KubectlAsync($"apply -k '{folder}'");
        var installed = new InstalledPolicies(folder, isInForce);
        await RealServer.UntilAsync(isInForce);
        return installed;
    }

    public async ValueTask DisposeAsync()
    {
        await KubectlAsync($"delete -k '{_folder}' --ignore-not-found");
        await RealServer.UntilAsync(async () => !await _isInForce());
    }

    public static async Task KubectlAsync(string arguments)
    {
        var result = await Shell.RunAsync($"KUBECONFIG='{RealServer.KubeconfigPath}' kubectl {arguments}");
        result.ExitCode.ShouldBe(0, result.Error);
    }
}
