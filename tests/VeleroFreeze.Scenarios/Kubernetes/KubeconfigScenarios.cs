using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>Fields of a kubeconfig that the package ignores, refuses or reads by half: each acts, over real TLS, and as it does with kubectl.</summary>
public sealed class KubeconfigScenarios
{
    private static readonly ResourceScope Backups = new ResourceKind("velero.io", "v1", "backups").In("velero");

    private readonly TestAuthority _authority = TestAuthority.Create("test-ca");

    private string Trusted => KubeConfigText.Authority(_authority.Pem);

    [Fact]
    public async Task A_proxy_is_used_even_for_this_machine_and_the_name_is_checked_behind_it()
    {
        using var proxy = new ConnectProxy();
        await using var api = await StartAsync(loopback: false);
        var through = $"{Trusted}, proxy-url: \"http://{proxy.Address}\"";
        await ListAsync(KubeConfigText.Load(api.Address, through + ", tls-server-name: kube.test"));
        proxy.Tunnels.ShouldHaveSingleItem().Line.ShouldBe($"CONNECT {api.Address["https://".Length..]} HTTP/1.1");
        (await Should.ThrowAsync<KubernetesException>(() => ListAsync(KubeConfigText.Load(api.Address, through)))).Reason.ShouldBe("Untrusted");
        api.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_proxys_user_and_password_are_presented_to_it_and_stand_in_no_error()
    {
        using var proxy = new ConnectProxy { NeedsCredentials = true };
        await using var api = await StartAsync();
        await ListAsync(KubeConfigText.Load(api.Address, $"{Trusted}, proxy-url: \"http://me:s%3Acret@{proxy.Address}\""));
        proxy.Tunnels.Last().Authorization.ShouldBe($"Basic {Convert.ToBase64String("me:s:cret"u8)}");
        var gone = KubeConfigText.Load(api.Address, $"{Trusted}, proxy-url: \"http://me:s3cret@127.0.0.1:1\"");
        var e = await Should.ThrowAsync<KubernetesException>(() => ListAsync(gone, new KubernetesClientOptions { MaxRetries = 0 }));
        e.Reason.ShouldBe("Unreachable");
        e.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Whom_to_act_as_is_sent_as_kubectl_sends_it()
    {
        await using var api = await StartAsync();
        const string who = "token: t, as: jané, as-uid: u-1, as-groups: [devs, \"a b\"], as-user-extra: {example.com/scopes: [a, b], Reason: [c]}";
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, KubeConfigText.Write(api.Address, Trusted, who));
            await ListAsync(KubernetesClientConfiguration.BuildDefaultConfig(file));
            var kubectl = await Shell.RunAsync($"kubectl --kubeconfig '{file}' get --raw /apis/velero.io/v1/namespaces/velero/backups");
            kubectl.ExitCode.ShouldBe(0, kubectl.Error);
            var sent = api.Requests.Select(r => r.Impersonation).ToList();
            sent[0].ShouldBe("impersonate-extra-example.com%2fscopes=a,b; impersonate-extra-reason=c; impersonate-group=devs,a b; impersonate-uid=u-1; impersonate-user=jané");
            sent.Count.ShouldBeGreaterThan(1);
            sent.ShouldAllBe(one => one == sent[0]);
            await ListAsync(KubernetesClientConfiguration.BuildDefaultConfig(file, asUser: "john"));
            await ListAsync(KubernetesClientConfiguration.BuildDefaultConfig(file, asGroups: ["ops"]));
            api.Requests.Select(r => r.Impersonation).Skip(sent.Count).ShouldBe(
            [
                "impersonate-user=john",
                "impersonate-extra-example.com%2fscopes=a,b; impersonate-extra-reason=c; impersonate-group=ops; impersonate-uid=u-1; impersonate-user=jané",
            ]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("certs status")]
    [InlineData("verify nightly")]
    [InlineData("explain nightly shop/db")]
    [InlineData("preflight")]
    public async Task Whom_to_act_as_can_be_said_on_the_command_line(string command)
    {
        await using var api = await StartAsync();
        var file = Path.GetTempFileName();
        File.WriteAllText(file, KubeConfigText.Write(api.Address, Trusted, "token: t, as: jane, as-groups: [devs]"));
        var run = await Shell.RunAsync($"velero-freeze {command} --kubeconfig '{file}' --as john --as-group ops --as-group 'night shift'");
        api.Requests.ShouldNotBeEmpty(run.Output + run.Error);
        api.Requests.ShouldAllBe(r => r.Impersonation == "impersonate-group=ops,night shift; impersonate-user=john");
        File.WriteAllText(file, KubeConfigText.Write(api.Address, Trusted, "token: t"));
        var nobody = await Shell.RunAsync($"velero-freeze {command} --kubeconfig '{file}' --as-group ops");
        nobody.ExitCode.ShouldBe(2);
        nobody.Error.Trim().ShouldEndWith(": --as-group: whose groups? add --as USER");
        File.Delete(file);
    }

    [Fact]
    public async Task Every_authority_of_a_bundle_is_trusted()
    {
        await using var api = await StartAsync();
        await ListAsync(KubeConfigText.Load(api.Address, KubeConfigText.Authority(TestAuthority.Create("old-ca").Pem + "\n" + _authority.Pem)));
        api.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_certificate_brings_its_intermediates()
    {
        var intermediate = _authority.Intermediate("intermediate");
        using var jane = intermediate.Client("jane");
        await using var api = await StartAsync(clients: ClientCertificateMode.RequireCertificate);
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(jane.ExportCertificatePem() + "\n" + intermediate.Pem));
        var key = Convert.ToBase64String(Encoding.UTF8.GetBytes(jane.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()));
        await ListAsync(KubeConfigText.Load(api.Address, Trusted, $"client-certificate-data: {data}, client-key-data: {key}"));
        api.ClientChains.ShouldHaveSingleItem().ShouldContain("CN=intermediate");
    }

    [Fact]
    public async Task A_name_and_a_password_are_presented()
    {
        await using var api = await StartAsync();
        await ListAsync(KubeConfigText.Load(api.Address, Trusted, "username: me, password: pw"));
        api.Requests.ShouldHaveSingleItem().Authorization.ShouldBe($"Basic {Convert.ToBase64String("me:pw"u8)}");
    }

    [Fact]
    public async Task Contexts_whose_names_differ_by_case_alone_are_two()
    {
        await using var api = await StartAsync();
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $$$"""
            current-context: prod
            clusters: [{name: K, cluster: {server: "https://127.0.0.1:1"}}, {name: k, cluster: {server: "{{{api.Address}}}", {{{Trusted}}}}}]
            contexts: [{name: Prod, context: {cluster: K}}, {name: prod, context: {cluster: k}}]
            """);
        await ListAsync(KubernetesClientConfiguration.BuildDefaultConfig(file));
        File.Delete(file);
        api.Requests.Count.ShouldBe(1);
    }

    private async Task<MiniApi> StartAsync(bool loopback = true, ClientCertificateMode clients = ClientCertificateMode.NoCertificate)
    {
        var api = new MiniApi(_authority.Server("kube.test", loopback)) { ClientCertificates = clients };
        await api.StartAsync();
        return api;
    }

    private static async Task ListAsync(KubernetesClientConfiguration configuration, KubernetesClientOptions? options = null)
    {
        using var client = new KubernetesClient(configuration, options);
        await client.ListPageAsync(Backups, new ListOptions(), CancellationToken.None);
    }
}
