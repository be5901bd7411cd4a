using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>Who is trusted and who we are, over real TLS.</summary>
public sealed class ConnectionScenarios
{
    private static readonly ResourceScope Backups = new ResourceKind("velero.io", "v1", "backups").In("velero");

    private readonly TestAuthority _authority = TestAuthority.Create("test-ca");

    [Fact]
    public async Task The_authority_in_the_kubeconfig_is_trusted_and_http_2_is_spoken()
    {
        await using var api = await StartAsync();
        (await ListAsync(KubeConfigText.Load(api.Address, KubeConfigText.Authority(_authority.Pem)))).ShouldBe("b1");
        api.Requests.ShouldHaveSingleItem().Protocol.ShouldBe("HTTP/2");
    }

    [Fact]
    public async Task A_server_without_http_2_is_served_with_what_it_has()
    {
        await using var api = await StartAsync(protocols: HttpProtocols.Http1);
        (await ListAsync(KubeConfigText.Load(api.Address, KubeConfigText.Authority(_authority.Pem)))).ShouldBe("b1");
        api.Requests.ShouldHaveSingleItem().Protocol.ShouldBe("HTTP/1.1");
    }

    [Fact]
    public async Task Any_other_authority_is_refused_before_a_request_is_sent()
    {
        var other = TestAuthority.Create("other-ca");
        var sameName = TestAuthority.Create("test-ca");
        await using var api = await StartAsync();
        await RefusedAsync(KubeConfigText.Load(api.Address, KubeConfigText.Authority(other.Pem), "token: s3cret"));
        await RefusedAsync(KubeConfigText.Load(api.Address, KubeConfigText.Authority(sameName.Pem), "token: s3cret"));
        await RefusedAsync(KubeConfigText.Load(api.Address, "", "token: s3cret"));
        api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Verification_can_be_switched_off_by_name_only()
    {
        await using var api = await StartAsync();
        (await ListAsync(KubeConfigText.Load(api.Address, "insecure-skip-tls-verify: true"))).ShouldBe("b1");
    }

    [Fact]
    public async Task The_certificates_name_has_to_be_the_servers_or_the_one_given()
    {
        await using var api = await StartAsync(loopback: false);
        var trusted = KubeConfigText.Authority(_authority.Pem);
        await RefusedAsync(KubeConfigText.Load(api.Address, trusted));
        await RefusedAsync(KubeConfigText.Load(api.Address, trusted + ", tls-server-name: other.test"));
        (await ListAsync(KubeConfigText.Load(api.Address, trusted + ", tls-server-name: kube.test"))).ShouldBe("b1");
        api.Names.Last().ShouldBe("kube.test", "asked for by that name too");
    }

    [Fact]
    public async Task A_matching_address_does_not_make_up_for_a_name_that_was_asked_for()
    {
        await using var api = await StartAsync();
        await RefusedAsync(KubeConfigText.Load(api.Address, KubeConfigText.Authority(_authority.Pem) + ", tls-server-name: other.test"));
    }

    [Fact]
    public async Task A_client_certificate_says_who_we_are()
    {
        using var jane = _authority.Client("jane");
        await using var api = await StartAsync(ClientCertificateMode.RequireCertificate);
        (await ListAsync(KubeConfigText.Load(api.Address, KubeConfigText.Authority(_authority.Pem), KubeConfigText.Client(jane)))).ShouldBe("b1");
        api.Requests.ShouldHaveSingleItem().Client.ShouldBe("CN=jane");
    }

    [Fact]
    public async Task A_rotated_token_file_is_noticed_when_the_old_token_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var api = await StartAsync();
            File.WriteAllText(file, "one");
            api.Token = "one";
            using var client = new KubernetesClient(KubeConfigText.Load(api.Address, KubeConfigText.Authority(_authority.Pem), $"tokenFile: {file}"));
            await client.ListPageAsync(Backups, new ListOptions(), default);
            File.WriteAllText(file, "two");
            api.Token = "two";
            await client.ListPageAsync(Backups, new ListOptions(), default);
            api.Requests.Select(r => r.Authorization).ShouldBe(["Bearer one", "Bearer one", "Bearer two"]);
            api.Token = "three";
            (await Should.ThrowAsync<KubernetesException>(() => client.ListPageAsync(Backups, new ListOptions(), default))).Code.ShouldBe(401);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Nobody_there_is_said_to_be_unreachable()
    {
        var api = await StartAsync();
        var address = api.Address;
        await api.DisposeAsync();
        using var client = new KubernetesClient(KubeConfigText.Load(address, KubeConfigText.Authority(_authority.Pem)), new KubernetesClientOptions { MaxRetries = 1 });
        var e = await Should.ThrowAsync<KubernetesException>(() => client.ListPageAsync(Backups, new ListOptions(), default));
        (e.Code, e.Reason).ShouldBe((0, "Unreachable"));
    }

    private async Task<MiniApi> StartAsync(
        ClientCertificateMode clients = ClientCertificateMode.NoCertificate, bool loopback = true, HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var api = new MiniApi(_authority.Server("kube.test", loopback), protocols) { ClientCertificates = clients };
        await api.StartAsync();
        api.Store.Put("b1", "New");
        return api;
    }

    private static async Task<string> ListAsync(KubernetesClientConfiguration configuration)
    {
        using var client = new KubernetesClient(configuration);
        var names = new List<string>();
        await foreach (var item in client.ListAsync(Backups))
        {
            names.Add(item.Metadata.Name);
        }

        return string.Join(",", names);
    }

    private static async Task RefusedAsync(KubernetesClientConfiguration configuration)
    {
        var e = await Should.ThrowAsync<KubernetesException>(() => ListAsync(configuration));
        e.Reason.ShouldBe("Untrusted", e.ToString());
        e.Message.ShouldStartWith("GET /apis/velero.io/v1/namespaces/velero/backups: Untrusted: ");
        e.ToString().ShouldNotContain("s3cret");
    }
}
