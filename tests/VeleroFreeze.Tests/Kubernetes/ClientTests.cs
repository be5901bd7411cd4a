using System.Text;
using System.Text.RegularExpressions;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class ClientTests : IDisposable
{
    private static readonly TimeSpan Waits = TimeSpan.FromSeconds(16);

    private static readonly ObjectAddress Nightly = Samples.Backups.In("velero").Named("nightly");

    private readonly FakeTimeProvider _time = new();
    private readonly FakeApi _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task A_list_is_read_page_by_page_with_the_token_sent_back()
    {
        _api.Answer(200, Samples.ListJson(9, "tok/1=", Samples.Json("a", 1), Samples.Json("b", 2))).Answer(200, Samples.ListJson(9, null, Samples.Json("c", 3)));
        (await ListAsync(new ListOptions { LabelSelector = "x=y", Limit = 2, ResourceVersion = "0" })).ShouldBe(["a", "b", "c"]);
        _api.Sent.ShouldBe(
        [
            "GET /apis/velero.io/v1/namespaces/velero/backups?labelSelector=x%3Dy&limit=2&resourceVersion=0",
            "GET /apis/velero.io/v1/namespaces/velero/backups?labelSelector=x%3Dy&limit=2&continue=tok%2F1%3D",
        ]);
    }

    [Fact]
    public async Task A_list_forgotten_between_two_pages_is_started_again_once()
    {
        _api.Answer(200, Samples.ListJson(9, "t", Samples.Json("a", 1))).Answer(410, FakeApi.Status(410, "Expired"))
            .Answer(200, Samples.ListJson(12, null, Samples.Json("a", 11), Samples.Json("b", 2)));
        (await ListAsync()).ShouldBe(["a", "a", "b"]);
    }

    [Fact]
    public async Task A_list_forgotten_twice_is_an_error()
    {
        _api.Answer(200, Samples.ListJson(9, "t")).Answer(410, FakeApi.Status(410, "Expired")).Answer(200, Samples.ListJson(9, "t")).Answer(410, FakeApi.Status(410, "Expired"));
        (await Should.ThrowAsync<KubernetesException>(() => ListAsync())).IsExpired.ShouldBeTrue();
    }

    [Fact]
    public async Task A_status_becomes_one_exception_with_all_it_says()
    {
        _api.Answer(409, """{"kind":"Status","message":"the object has been modified","reason":"Conflict","code":409,"details":{"name":"nightly","retryAfterSeconds":3}}""");
        var e = await Should.ThrowAsync<KubernetesException>(() => Client().ReplaceAsync(Nightly, "{}"u8.ToArray(), null, default));
        (e.Code, e.Reason, e.IsConflict, e.RetryAfter).ShouldBe((409, "Conflict", true, TimeSpan.FromSeconds(3)));
        e.Details.GetProperty("name").GetString().ShouldBe("nightly");
        e.Message.ShouldBe("PUT /apis/velero.io/v1/namespaces/velero/backups/nightly: 409 Conflict: the object has been modified");
    }

    [Fact]
    public async Task An_answer_of_no_api_is_one_printable_line()
    {
        _api.Answer(403, "<html>\r\n\u001b[31mno\u001b[0m" + new string('x', 5_000));
        var e = await Should.ThrowAsync<KubernetesException>(() => Client().GetAsync(Nightly, default));
        (e.Code, e.Reason).ShouldBe((403, "Forbidden"));
        e.Message.Any(char.IsControl).ShouldBeFalse();
        e.Message.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public async Task What_is_not_there_can_be_asked_for()
    {
        _api.Answer(404, FakeApi.Status(404, "NotFound"));
        (await Client().FindAsync(Nightly, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Rights_are_asked_for_and_answered()
    {
        _api.Answer(201, """{"status":{"allowed":true}}""").Answer(201, """{"status":{"allowed":false}}""").Answer(201, "{}");
        using var client = Client();
        var review = new AccessReview("get", Samples.Backups.In("velero"));
        (await client.IsAllowedAsync(review, default)).ShouldBeTrue();
        (await client.IsAllowedAsync(review, default)).ShouldBeFalse();
        (await client.IsAllowedAsync(review, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Too_many_requests_are_waited_out_as_asked_even_for_a_write()
    {
        _api.Answer(429, FakeApi.Status(429, "TooManyRequests"), retryAfter: 7).Answer(503, "busy", retryAfter: 2).Answer(201, Samples.Json("nightly", 1));
        var call = Client().CreateAsync(Samples.Backups.In("velero"), "{\"a\":1}"u8.ToArray(), null, default);
        (await _time.DriveAsync(call, Waits)).ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(2)]);
        _api.Bodies.ShouldBe(["{\"a\":1}", "{\"a\":1}", "{\"a\":1}"]);
    }

    [Fact]
    public async Task Asked_to_wait_longer_than_we_would_the_call_fails_at_once_and_says_so()
    {
        _api.Answer(429, FakeApi.Status(429, "TooManyRequests"), retryAfter: 60);
        (await Should.ThrowAsync<KubernetesException>(() => Client().GetAsync(Nightly, default))).RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        _api.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_date_to_come_back_at_counts_from_our_clock()
    {
        _api.Answer(() =>
        {
            var response = FakeApi.Response(429);
            response.Headers.RetryAfter = new(_time.GetUtcNow().AddSeconds(5));
            return response;
        }).Answer(200, Samples.Json("nightly", 1));
        (await _time.DriveAsync(Client().GetAsync(Nightly, default), Waits)).ShouldBe([TimeSpan.FromSeconds(5)]);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_reading_call_is_repeated_with_growing_waits_when_the_server_stumbles(int code)
    {
        _api.Answer(code).Answer(code).Answer(200, Samples.Json("nightly", 1));
        var waits = await _time.DriveAsync(Client().GetAsync(Nightly, default), Waits);
        waits.Count.ShouldBe(2);
        waits.ShouldAllBe(w => w > TimeSpan.Zero && w <= TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task What_the_server_refuses_is_not_asked_twice(int code)
    {
        _api.Answer(code);
        (await Should.ThrowAsync<KubernetesException>(() => Client().GetAsync(Nightly, default))).Code.ShouldBe(code);
        _api.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_connection_repeats_a_reading_call_and_no_write()
    {
        _api.Answer(() => throw new HttpRequestException("reset")).Answer(200, Samples.Json("nightly", 1));
        using var client = Client();
        await _time.DriveAsync(client.GetAsync(Nightly, default), Waits);
        _api.Answer(() => throw new HttpRequestException("reset"));
        var e = await Should.ThrowAsync<KubernetesException>(() => client.ReplaceAsync(Nightly, default, null, default));
        (e.Code, e.Reason).ShouldBe((0, "Unreachable"));
        _api.Sent.Count(s => s.StartsWith("PUT", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline_repeats_included()
    {
        _api.Otherwise = async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return FakeApi.Response(200);
        };
        var call = Client().GetAsync(Nightly, default);
        await _time.AdvanceToTimerAsync(TimeSpan.FromSeconds(30));
        var e = await Should.ThrowAsync<KubernetesException>(() => call);
        e.Reason.ShouldBe("DeadlineExceeded");
        e.Message.ShouldBe("GET /apis/velero.io/v1/namespaces/velero/backups/nightly: no complete answer within 30 s");
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_what_it_is()
    {
        using var cancel = new CancellationTokenSource();
        _api.Answer(async cancellation =>
        {
            await cancel.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            return FakeApi.Response(200);
        });
        await Should.ThrowAsync<OperationCanceledException>(() => Client().GetAsync(Nightly, cancel.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_larger_than_the_bound_is_not_read(bool announced)
    {
        var body = Encoding.UTF8.GetBytes(new string(' ', 2_000));
        _api.Answer(() => new HttpResponseMessage { Content = announced ? new ByteArrayContent(body) : new StreamContent(new UnknownLength(body)) });
        using var client = _api.Client(_time, new KubernetesClientOptions { MaxResponseBytes = 1_000 });
        (await Should.ThrowAsync<KubernetesException>(() => client.GetAsync(Nightly, default))).Reason.ShouldBe("TooLarge");
    }

    [Fact]
    public async Task An_answer_that_is_no_object_is_said_to_be_unreadable()
    {
        _api.Answer(200, "hello");
        (await Should.ThrowAsync<KubernetesException>(() => Client().GetAsync(Nightly, default))).Reason.ShouldBe("Unreadable");
    }

    [Fact]
    public async Task An_action_may_answer_with_nothing()
    {
        _api.Answer(202, "");
        var freeze = new ResourceKind("subresources.kubevirt.io", "v1", "virtualmachineinstances").In("shop").Named("db").Sub("freeze");
        (await Client().SendAsync(RequestBuilder.Invoke(freeze, "{}"u8.ToArray()), default)).Length.ShouldBe(0);
    }

    [Fact]
    public async Task We_say_who_we_are_and_what_we_read()
    {
        _api.Answer(200, Samples.Json("nightly", 1));
        await Client().GetAsync(Nightly, default);
        var agent = _api.Headers[0].UserAgent.ToString();
        const RegexOptions simple = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;
        Regex.IsMatch(agent, @"^velero-freeze/\d+\.\d+\.\d+ \((linux|darwin|windows)/\w+\)$", simple).ShouldBeTrue(agent);
        _api.Headers[0].Accept.ToString().ShouldBe("application/json");
        _api.Headers[0].Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task A_gateways_path_prefix_stands_before_every_path()
    {
        _api.Answer(200, Samples.Json("nightly", 1));
        using var client = _api.Client(FakeApi.Configuration("https://rancher.test/k8s/clusters/c-1/"), _time);
        await client.GetAsync(Nightly, default);
        _api.Sent.ShouldBe(["GET /k8s/clusters/c-1/apis/velero.io/v1/namespaces/velero/backups/nightly"]);
    }

    [Fact]
    public async Task More_than_the_burst_waits_for_the_rate()
    {
        _api.Otherwise = (_, _) => Task.FromResult(FakeApi.Response(200, Samples.Json("nightly", 1)));
        // The limiter keeps real time. However slow the machine is, the fourth cannot come sooner than its turn.
        var started = TimeProvider.System.GetTimestamp();
        using var client = _api.Client(_time, new KubernetesClientOptions { RequestsPerSecond = 1, Burst = 3 });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetAsync(Nightly, default)));
        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
    }

    private KubernetesClient Client() => _api.Client(_time);

    private async Task<List<string>> ListAsync(ListOptions? options = null)
    {
        var names = new List<string>();
        await foreach (var item in Client().ListAsync(Samples.Backups.In("velero"), options))
        {
            names.Add(item.Metadata.Name);
        }

        return names;
    }

    private sealed class UnknownLength(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
