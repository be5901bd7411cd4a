using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using VeleroFreeze.Backups.Storage;

namespace VeleroFreeze.Scenarios.Backups;

/// <summary>One download from a storage that misbehaves, over real TLS.</summary>
public sealed class DownloadScenarios
{
    private static readonly byte[] File = [0x1f, 0x8b, 1, 2, 3, 4, 5, 6];

    [Fact]
    public async Task A_file_arrives_as_it_lies_there()
    {
        var fetched = await FetchAsync((http, _) => SendAsync(http, File));
        fetched.Outcome.ShouldBe(DownloadOutcome.Fetched);
        fetched.Bytes.ToArray().ShouldBe(File);
    }

    [Theory]
    [InlineData(404, "NotFound")]
    [InlineData(403, "AccessDenied")]
    [InlineData(401, "AccessDenied")]
    [InlineData(500, "ServerFailed")]
    [InlineData(503, "ServerFailed")]
    [InlineData(204, "ServerFailed")]
    [InlineData(206, "ServerFailed")]
    public async Task A_status_has_its_own_outcome_and_its_body_is_not_read(int status, string outcome)
    {
        var fetched = await FetchAsync((http, _) => StatusAsync(http, status));
        fetched.Outcome.ToString().ShouldBe(outcome);
        fetched.Bytes.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var requests = 0;
        var fetched = await FetchAsync((http, number) =>
        {
            requests = number;
            http.Response.Redirect("http://169.254.169.254/latest/meta-data/");
            return Task.CompletedTask;
        });
        fetched.Outcome.ShouldBe(DownloadOutcome.Redirected);
        requests.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_of_us_is_sent_along()
    {
        List<string> headers = [];
        await FetchAsync((http, _) =>
        {
            headers.AddRange(http.Request.Headers.Keys);
            return SendAsync(http, File);
        });
        headers.ShouldBe(["Host"]);
    }

    [Fact]
    public async Task A_file_that_says_it_is_too_big_is_not_begun()
    {
        var fetched = await FetchAsync(async (http, _) =>
        {
            http.Response.ContentLength = 1025;
            await http.Response.StartAsync();
            await http.Response.Body.WriteAsync(new byte[1]);
        });
        fetched.Outcome.ShouldBe(DownloadOutcome.TooLarge);
    }

    [Fact]
    public async Task A_file_that_does_not_say_is_cut_off_where_it_becomes_too_big()
    {
        var fetched = await FetchAsync(async (http, _) =>
        {
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(new byte[512], http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        });
        fetched.Outcome.ShouldBe(DownloadOutcome.TooLarge);
        fetched.Bytes.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_shorter_than_announced_is_incomplete()
    {
        var fetched = await FetchAsync(async (http, _) =>
        {
            http.Response.ContentLength = 100;
            // The server ends the connection when it notices that its own handler wrote too little.
            await http.Response.Body.WriteAsync(File);
        });
        fetched.Outcome.ShouldBe(DownloadOutcome.Incomplete);
        fetched.Detail.ShouldBe("8 of 100 bytes");
    }

    [Fact]
    public async Task A_storage_that_never_answers_is_given_up()
    {
        var fetched = await FetchAsync((http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted), new DownloadLimits { FirstByte = TimeSpan.FromMilliseconds(300) });
        fetched.Outcome.ShouldBe(DownloadOutcome.TooSlow);
        fetched.Detail.ShouldBe("no answer within 0.3 s");
    }

    [Fact]
    public async Task A_body_that_trickles_is_cut_off()
    {
        var fetched = await FetchAsync(TrickleAsync, new DownloadLimits { Grace = TimeSpan.FromMilliseconds(300) });
        fetched.Outcome.ShouldBe(DownloadOutcome.TooSlow);
    }

    [Fact]
    public async Task A_body_that_keeps_up_and_never_ends_is_cut_off_when_the_time_is_over()
    {
        var fetched = await FetchAsync(
            TrickleAsync,
            new DownloadLimits { MinRate = 1, Grace = TimeSpan.FromSeconds(60), Total = TimeSpan.FromMilliseconds(500) });
        fetched.Outcome.ShouldBe(DownloadOutcome.TookTooLong);
        fetched.Sentence!.ShouldStartWith("the download was not done in time: ");
    }

    /// <summary>A socket that the kernel takes connections for, and nobody reads from.</summary>
    [Fact]
    public async Task An_address_where_nobody_speaks_is_given_up_while_connecting()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var url = new Uri($"https://localhost:{((IPEndPoint)silent.LocalEndpoint).Port}/velero/nightly-logs.gz?X-Signature=secret");
        var clock = Stopwatch.StartNew();
        var fetched = await GetAsync(url, Loopback, [], new DownloadLimits { Connect = TimeSpan.FromMilliseconds(300), FirstByte = TimeSpan.FromSeconds(60) });
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        fetched.Outcome.ShouldBe(DownloadOutcome.ConnectTimedOut);
        fetched.Sentence!.ShouldStartWith($"no connection to {url.Authority} within 0.3 s: ");
    }

    [Theory]
    [InlineData(15, "Fetched")]
    [InlineData(17, "HeadersTooLarge")]
    public async Task Headers_are_read_up_to_16_KiB(int kib, string outcome)
    {
        var requests = 0;
        var fetched = await FetchAsync((http, number) =>
        {
            requests = number;
            http.Response.Headers["X-Padding"] = new string('x', kib * 1024);
            return SendAsync(http, File);
        });
        fetched.Outcome.ToString().ShouldBe(outcome);
        requests.ShouldBe(1);
    }

    [Fact]
    public void A_download_has_5_s_to_connect_15_s_to_answer_and_two_minutes_in_all()
    {
        var limits = new DownloadLimits();
        (limits.Connect.TotalSeconds, limits.FirstByte.TotalSeconds, limits.Total.TotalSeconds, limits.MaxHeaderKib).ShouldBe((5, 15, 120, 16));
        limits.Allowance(limits.MaxBytes).ShouldBe(limits.Total);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_not_trusted()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) => SendAsync(http, File));
        var stranger = VeleroFreeze.Tests.Hosting.TestAuthority.Create("stranger").Certificate;
        (await GetAsync(storage.Url, Loopback, [stranger])).Outcome.ShouldBe(DownloadOutcome.Untrusted);
        (await GetAsync(storage.Url, Loopback, [])).Outcome.ShouldBe(DownloadOutcome.Untrusted);
        storage.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_not_trusted()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) => SendAsync(http, File));
        var url = new UriBuilder(storage.Url) { Host = "[::ffff:127.0.0.1]" }.Uri;
        (await GetAsync(url, Loopback, [storage.Authority.Certificate])).Outcome.ShouldBe(DownloadOutcome.Untrusted);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    public async Task This_machine_is_not_connected_to_unless_that_is_allowed(string host)
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) => SendAsync(http, File));
        var url = new UriBuilder(storage.Url) { Host = host }.Uri;
        var fetched = await GetAsync(url, new AddressRules(AllowLoopback: false, []), [storage.Authority.Certificate]);
        fetched.Outcome.ShouldBe(DownloadOutcome.AddressRefused);
        fetched.Detail.ShouldBe("a loopback address");
        storage.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task The_API_server_is_never_fetched_from()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) => SendAsync(http, File));
        var rules = new AddressRules(AllowLoopback: true, [new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, storage.Url.Port)]);
        var fetched = await GetAsync(storage.Url, rules, [storage.Authority.Certificate]);
        fetched.Outcome.ShouldBe(DownloadOutcome.AddressRefused);
        storage.Requests.ShouldBe(0);
    }

    private static AddressRules Loopback { get; } = new(AllowLoopback: true, []);

    private static async Task<FetchedArtifact> FetchAsync(Func<HttpContext, int, Task> answer, DownloadLimits? limits = null)
    {
        await using var storage = await ObjectStorageServer.StartAsync(answer);
        var fetched = await GetAsync(storage.Url, Loopback, [storage.Authority.Certificate], limits);
        (fetched.Sentence ?? "").ShouldNotContain("secret");
        return fetched;
    }

    private static async Task<FetchedArtifact> GetAsync(Uri url, AddressRules addresses, X509Certificate2Collection authorities, DownloadLimits? limits = null)
    {
        limits = (limits ?? new DownloadLimits()) with { MaxBytes = 1024 };
        using var http = StorageConnection.Create(addresses, authorities, limits);
        using var share = LargeFiles.Open();
        return await new ArtifactDownload(http, limits, share, TimeProvider.System).GetAsync(url, CancellationToken.None);
    }

    private static async Task TrickleAsync(HttpContext http, int number)
    {
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.Body.WriteAsync(new byte[1], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(20, http.RequestAborted);
        }
    }

    private static Task SendAsync(HttpContext http, byte[] content)
    {
        http.Response.ContentLength = content.Length;
        return http.Response.Body.WriteAsync(content, http.RequestAborted).AsTask();
    }

    private static Task StatusAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return status == 204 ? Task.CompletedTask : http.Response.WriteAsync("<Error>secret</Error>", http.RequestAborted);
    }
}
