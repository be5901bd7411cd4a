using System.Net;
using System.Net.Sockets;
using VeleroFreeze.Cli.Preflight;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Scenarios.Webhook;

namespace VeleroFreeze.Scenarios.Preflight;

/// <summary>Preflight at the webhook's door: it looks who is there, and does not go in.</summary>
public sealed class HandshakeScenarios
{
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    public async Task A_Service_is_called_from_a_pod_of_its_cluster_only(bool isInCluster, bool isBesideServer, bool isCalled)
    {
        await using var webhook = await RunningWebhook.StartAsync("--drain", "0s");
        var made = await Handshake(isInCluster, isBesideServer).TryAsync(new WebhookAddress("localhost", webhook.Https.Port, IsService: true), CancellationToken.None);
        (made is not null).ShouldBe(isCalled);
    }

    [Theory]
    [InlineData("localhost", false, false)]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("localhost", true, true)]
    public async Task A_loopback_address_is_called_only_where_the_API_server_is_on_this_machine_too(string host, bool isBesideServer, bool isCalled)
    {
        await using var webhook = await RunningWebhook.StartAsync("--drain", "0s");
        var made = await Handshake(isInCluster: false, isBesideServer).TryAsync(new WebhookAddress(host, webhook.Https.Port, IsService: false), CancellationToken.None);
        (made is not null).ShouldBe(isCalled);
    }

    [Fact]
    public async Task One_that_asks_for_a_clients_certificate_has_shown_its_own()
    {
        var files = new TlsFolder(VeleroFreeze.Tests.Hosting.TestAuthority.Create("authority"));
        files.Write("client-ca.crt", files.Authority.Pem);
        await using var webhook = await RunningWebhook.StartAsync(files, ["--drain", "0s", "--client-ca", files.PathOf("client-ca.crt")]);
        var made = await ShownAsync(webhook.Https.Port);
        made.Failure.ShouldBeNull();
        made.Presented[0].ExportCertificatePem().ShouldBe(File.ReadAllText(files.CertificateFile).Trim());
    }

    [Fact]
    public async Task One_that_says_nothing_is_not_waited_for()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        (await ShownAsync(((IPEndPoint)silent.LocalEndpoint).Port, seconds: 0.5)).Failure.ShouldBe("no answer within 0.5 s");
    }

    [Fact]
    public async Task One_that_speaks_something_else_is_told_as_what_it_is()
    {
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        var answering = AnswerAsync(plain);
        (await ShownAsync(((IPEndPoint)plain.LocalEndpoint).Port)).Failure.ShouldNotBeNullOrEmpty();
        await answering;
    }

    private static async Task AnswerAsync(TcpListener plain)
    {
        using var client = await plain.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
    }

    private static async Task<Handshake> ShownAsync(int port, double seconds = 60) =>
        (await Handshake(isInCluster: false, isBesideServer: true, seconds).TryAsync(new WebhookAddress("localhost", port, IsService: false), CancellationToken.None)).ShouldNotBeNull();

    private static WebhookHandshake Handshake(bool isInCluster, bool isBesideServer, double seconds = 60) =>
        new(isInCluster, isBesideServer, TimeProvider.System) { Patience = TimeSpan.FromSeconds(seconds) };
}
