using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Cli;

/// <summary>A role that cannot listen says so in one line, whatever the reason.</summary>
public sealed class ListenScenarios : IDisposable
{
    private const string Kubeconfig = """
        {"apiVersion": "v1", "kind": "Config", "current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
         "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1"}}], "users": [{"name": "u", "user": {"token": "t"}}]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("listen-").FullName;

    public ListenScenarios()
    {
        var (certificate, key) = TestAuthority.Create("listen").Server();
        File.WriteAllText(Path.Combine(_folder, "tls.crt"), certificate);
        File.WriteAllText(Path.Combine(_folder, "tls.key"), key);
        File.WriteAllText(Path.Combine(_folder, "kubeconfig"), Kubeconfig);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("webhook", "--tls-cert tls.crt --tls-key tls.key --probe-listen 127.0.0.1:0 --listen")]
    [InlineData("verifier", "--kubeconfig kubeconfig --probe-listen")]
    [InlineData("certs run", "--kubeconfig kubeconfig --probe-listen")]
    public async Task An_address_of_another_machine_is_one_line_and_exit_code_2(string command, string options)
    {
        // 192.0.2.0/24 is for documentation: nobody's.
        var result = await Shell.RunAsync($"velero-freeze {command} {options} 192.0.2.1:8080", _folder);
        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldBe($"velero-freeze {command}: cannot listen at the address it was given: Cannot assign requested address\n");
    }
}
