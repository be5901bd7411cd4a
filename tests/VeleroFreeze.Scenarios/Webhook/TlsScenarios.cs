using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;
using VeleroFreeze.Tests.Webhook;

namespace VeleroFreeze.Scenarios.Webhook;

public class TlsScenarios
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Both_versions_of_TLS_that_are_any_good_are_spoken(SslProtocols version)
    {
        await using var webhook = await RunningWebhook.StartAsync();
        await using var connection = await webhook.ConnectAsync(tls => tls.EnabledSslProtocols = version);

        connection.Protocol.ShouldBe(version);
        (await connection.PostAsync("/mutate", Reviews.Create(Reviews.Vm()))).ShouldAllowWithHooks();
    }

    [Fact]
    public async Task TLS_1_1_is_refused()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(webhook.Https);

        // By hand: no library here says hello like this any more.
        byte[] hello = [0x03, 0x02, .. new byte[32], 0, 0, 6, 0xc0, 0x09, 0xc0, 0x13, 0x00, 0x2f, 1, 0];
        await socket.SendAsync((byte[])[0x16, 0x03, 0x01, 0, (byte)(hello.Length + 4), 0x01, 0, 0, (byte)hello.Length, .. hello]);
        var alert = new byte[7];
        await new NetworkStream(socket).ReadExactlyAsync(alert);

        // A fatal alert: protocol version.
        alert[0].ShouldBe((byte)21);
        alert[5..].ShouldBe([2, 70]);
    }

    [Fact]
    public async Task TLS_1_2_is_refused_where_1_3_is_asked_for()
    {
        await using var webhook = await RunningWebhook.StartAsync("--min-tls", "1.3");

        await Should.ThrowAsync<AuthenticationException>(webhook.ConnectAsync(tls => tls.EnabledSslProtocols = SslProtocols.Tls12));
        await webhook.ShouldServeAsync();
    }

    [Fact]
    public async Task An_RSA_pair_with_its_chain_serves_those_who_know_only_the_root()
    {
        var root = TestAuthority.Create("root");
        var intermediate = root.Intermediate("intermediate");
        var files = new TlsFolder(root);
        var (certificate, key) = intermediate.Server(isRsa: true);
        files.Write((certificate + "\n" + intermediate.Pem, key));
        await using var webhook = await RunningWebhook.StartAsync(files, []);

        await webhook.ShouldServeAsync();
    }

    [Fact]
    public async Task With_an_authority_for_clients_only_the_named_client_of_that_authority_is_served()
    {
        var authority = TestAuthority.Create("authority");
        var files = new TlsFolder(authority);
        files.Write("ca.crt", authority.Pem);
        await using var webhook = await RunningWebhook.StartAsync(files, ["--client-ca", files.PathOf("ca.crt"), "--client-name", "kube-apiserver"]);
        using var right = authority.Client("kube-apiserver");
        using var otherName = authority.Client("someone");
        using var otherAuthority = TestAuthority.Create("authority").Client("kube-apiserver");
        using var serverUsage = authority.Client("kube-apiserver", usage: "1.3.6.1.5.5.7.3.1");

        (await PostAsAsync(webhook, right)).ShouldAllowWithHooks();
        foreach (var wrong in new[] { null, otherName, otherAuthority, serverUsage })
        {
            var refusal = await Should.ThrowAsync<Exception>(PostAsAsync(webhook, wrong));
            refusal.ShouldBeAssignableTo<object>().ShouldSatisfyAllConditions(e => (e is IOException or AuthenticationException).ShouldBeTrue(e!.ToString()));
        }

        (await PostAsAsync(webhook, right)).ShouldAllowWithHooks();
    }

    [Fact]
    public async Task A_certificate_changes_under_load_without_a_failed_request()
    {
        var (first, second) = (TestAuthority.Create("first"), TestAuthority.Create("second"));
        X509Certificate2Collection both = [first.Certificate, second.Certificate];
        await using var webhook = await RunningWebhook.StartAsync(new TlsFolder(first), ["--reload-interval", "100ms"]);
        using var done = new CancellationTokenSource();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);

        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await using var connection = await RawConnection.OpenAsync(webhook.Https, both);
                seen.AddOrUpdate(connection.ServerCertificatePem, 1, (_, count) => count + 1);
                (await connection.PostAsync("/mutate", Reviews.Create(Reviews.Vm()))).ShouldAllowWithHooks();
            }
        })).ToArray();
        for (var i = 1; i <= 20; i++)
        {
            webhook.Files.Write((i % 2 == 0 ? first : second).Server());
            await UntilAsync(() => webhook.Process.Lines.Count(line => line.Contains("certificate in use", StringComparison.Ordinal)) > i, clients);
        }

        await done.CancelAsync();
        await Task.WhenAll(clients);
        seen.Count.ShouldBeGreaterThan(10);
        webhook.Process.Lines.Where(line => line.Contains("fail:", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_new_pair_is_no_good_the_old_one_serves()
    {
        await using var webhook = await RunningWebhook.StartAsync("--reload-interval", "100ms");
        var old = await CertificateAsync(webhook);
        var (certificate, key) = webhook.Files.Authority.Server();

        webhook.Files.Write("tls.crt", certificate);
        await webhook.Process.LineAsync("new certificate not taken, the one in use stays: the certificate and key do not make a pair");
        (await CertificateAsync(webhook)).ShouldBe(old);
        await webhook.ShouldServeAsync();
        (await webhook.ProbeAsync("/readyz")).Status.ShouldBe(200);

        webhook.Files.Write("tls.key", key);
        await UntilAsync(() => webhook.Process.Lines.Count(line => line.Contains("certificate in use", StringComparison.Ordinal)) == 2);
        (await CertificateAsync(webhook)).ShouldBe(certificate);
    }

    [Fact]
    public async Task A_certificate_that_is_about_to_end_makes_it_unready_but_it_serves_on()
    {
        var files = new TlsFolder(TestAuthority.Create("authority"));
        files.Write(files.Authority.Server(notAfter: DateTimeOffset.UtcNow.AddMinutes(30)));
        await using var webhook = await RunningWebhook.StartAsync(files, []);

        var (status, text) = await webhook.ProbeAsync("/readyz");

        status.ShouldBe(503);
        text.ShouldStartWith("the certificate ends at 20");
        (await webhook.ProbeAsync("/livez")).Status.ShouldBe(200);
        await webhook.ShouldServeAsync();
    }

    private static async Task<RawReply> PostAsAsync(RunningWebhook webhook, X509Certificate2? client)
    {
        // In TLS 1.3 a refusal of the client's certificate comes after the handshake, with the first read.
        await using var connection = await webhook.ConnectAsync(tls => tls.ClientCertificates = client is null ? null : [client]);
        return await connection.PostAsync("/mutate", Reviews.Create(Reviews.Vm()));
    }

    private static async Task<string> CertificateAsync(RunningWebhook webhook)
    {
        await using var connection = await webhook.ConnectAsync();
        return connection.ServerCertificatePem;
    }

    /// <summary>Waits for a condition, at most a minute, and no longer than until one of the tasks has ended.</summary>
    private static async Task UntilAsync(Func<bool> condition, params Task[] others)
    {
        for (var i = 0; i < 6000 && !condition(); i++)
        {
            others.FirstOrDefault(task => task.IsCompleted)?.GetAwaiter().GetResult();
            await Task.Delay(10);
        }

        condition().ShouldBeTrue();
    }
}
