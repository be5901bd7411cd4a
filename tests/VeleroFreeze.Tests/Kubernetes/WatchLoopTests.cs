using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Kubernetes.Watching;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>The watch as its user sees it, over answers as a server gives them.</summary>
public sealed class WatchLoopTests : IDisposable
{
    private static readonly TimeSpan BackoffAtMost = TimeSpan.FromSeconds(29);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeApi _api = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<KubernetesException> _failures = [];

    public void Dispose()
    {
        _stop.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task It_lists_and_watches_from_the_lists_version_and_sends_the_selectors_with_both()
    {
        using var stream = new PushStream();
        _api.Answer(200, Samples.ListJson(10, "t", Samples.Json("a", 1))).Answer(200, Samples.ListJson(10, null, Samples.Json("b", 2))).Answer(() => Stream(stream));
        stream.Push(Line("ADDED", Samples.Json("c", 11))).Push(Line("MODIFIED", Samples.Json("a", 12))).Push(Line("DELETED", Samples.Json("b", 13)));
        var watch = Start(new WatchOptions { LabelSelector = "x=y", PageSize = 1 });
        (await TakeAsync(watch, 6)).ShouldBe(["Added a", "Added b", "Synced", "Added c", "Modified a", "Deleted b"]);
        _api.Sent.ShouldBe(
        [
            "GET /apis/velero.io/v1/namespaces/velero/backups?labelSelector=x%3Dy&limit=1",
            "GET /apis/velero.io/v1/namespaces/velero/backups?labelSelector=x%3Dy&limit=1&continue=t",
            "GET /apis/velero.io/v1/namespaces/velero/backups?labelSelector=x%3Dy&watch=true&allowWatchBookmarks=true&resourceVersion=10&timeoutSeconds=290",
        ]);
        await watch.DisposeAsync();
        stream.IsClosed.ShouldBeTrue("leaving the loop closes the connection");
    }

    [Fact]
    public async Task A_bookmark_moves_the_version_that_the_next_watch_starts_from()
    {
        using PushStream first = new(), second = new();
        _api.Answer(200, Samples.ListJson(10, null)).Answer(() => Stream(first)).Answer(() => Stream(second));
        first.Push("""{"type":"BOOKMARK","object":{"kind":"Backup","metadata":{"resourceVersion":"77"}}}""" + "\n");
        second.Push(Line("ADDED", Samples.Json("a", 78)));
        var watch = Start();
        await TakeAsync(watch, 1);
        var next = TakeAsync(watch, 1);
        await _time.AdvanceToTimerAsync(TimeSpan.FromMinutes(2));
        (await next).ShouldBe(["Added a"]);
        _api.Sent[^1].ShouldContain("&resourceVersion=77&");
        _failures.ShouldBeEmpty("an idle connection is no failure: it waited long enough");
        first.IsClosed.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_that_is_gone_is_listed_again_whether_the_status_or_an_event_says_so(bool asEvent)
    {
        using var stream = new PushStream();
        _api.Answer(200, Samples.ListJson(10, null, Samples.Json("a", 1)));
        _ = asEvent
            ? _api.Answer(() => Stream(stream.Push(Line("ERROR", FakeApi.Status(410, "Expired")))))
            : _api.Answer(410, FakeApi.Status(410, "Expired"));
        _api.Answer(200, Samples.ListJson(20, null, Samples.Json("b", 15)));
        var watch = Start();
        (await DriveAsync(TakeAsync(watch, 5))).ShouldBe(["Added a", "Synced", "Added b", "Deleted a", "Synced"]);
        _failures.ShouldHaveSingleItem().IsExpired.ShouldBeTrue();
    }

    [Fact]
    public async Task Waits_grow_to_the_longest_and_start_over_after_a_success()
    {
        var calls = 0;
        using var stream = new PushStream();
        _api.Otherwise = (_, _) => calls++ < 12
            ? throw new HttpRequestException("refused")
            : Task.FromResult(calls switch
            {
                13 => FakeApi.Response(200, Samples.ListJson(10, null)),
                14 => FakeApi.Response(500),
                _ => Stream(stream.Push(Line("ADDED", Samples.Json("a", 11)))),
            });
        var watch = Start(new WatchOptions { MaxDelay = TimeSpan.FromSeconds(20) });
        var first = TakeAsync(watch, 1);
        var waits = await _time.DriveAsync(first, BackoffAtMost);
        waits.Count.ShouldBe(12);
        waits.Max().ShouldBe(TimeSpan.FromSeconds(20));
        waits.Take(2).ShouldAllBe(w => w < TimeSpan.FromSeconds(5));
        _failures.Count.ShouldBe(12);
        var second = TakeAsync(watch, 1);
        (await _time.DriveAsync(second, BackoffAtMost)).ShouldHaveSingleItem().ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_server_that_stays_away_for_weeks_is_asked_every_half_minute_and_no_more()
    {
        var calls = 0;
        _api.Otherwise = (_, _) => ++calls <= 3_000 ? throw new HttpRequestException("refused") : Task.FromResult(FakeApi.Response(200, Samples.ListJson(1, null)));
        var waits = await _time.DriveAsync(TakeAsync(Start(), 1), TimeSpan.FromSeconds(30));
        waits.Count.ShouldBe(3_000);
        waits.Skip(20).ShouldAllBe(w => w == TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Asked_to_wait_it_waits_that_long()
    {
        _api.Answer(429, FakeApi.Status(429, "TooManyRequests"), retryAfter: 25).Answer(200, Samples.ListJson(10, null));
        (await _time.DriveAsync(TakeAsync(Start(), 1), BackoffAtMost)).ShouldBe([TimeSpan.FromSeconds(25)]);
    }

    [Fact]
    public async Task A_missing_right_is_reported_each_time_and_the_watch_heals_when_it_is_granted()
    {
        _api.Answer(403, FakeApi.Status(403, "Forbidden", "backups is forbidden")).Answer(403, FakeApi.Status(403, "Forbidden")).Answer(200, Samples.ListJson(10, null));
        (await DriveAsync(TakeAsync(Start(), 1))).ShouldBe(["Synced"]);
        _failures.Select(f => f.Code).ShouldBe([403, 403]);
        _failures[0].Message.ShouldBe("GET /apis/velero.io/v1/namespaces/velero/backups: 403 Forbidden: backups is forbidden");
    }

    [Fact]
    public async Task An_event_that_never_fits_is_passed_by_with_a_new_list()
    {
        _api.Answer(200, Samples.ListJson(10, null));
        for (var i = 0; i < 3; i++)
        {
            _api.Answer(() => Stream(new PushStream().Push(new string('x', 4_000))));
        }

        _api.Answer(200, Samples.ListJson(20, null, Samples.Json("a", 15)));
        (await DriveAsync(TakeAsync(Start(maxEventBytes: 1_000), 3))).ShouldBe(["Synced", "Added a", "Synced"]);
        _failures.Select(f => f.Reason).ShouldBe(["TooLarge", "TooLarge", "TooLarge"]);
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("{\"type\":\"ODD\",\"object\":{}}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"}}}\n")]
    [InlineData("{\"type\":\"ADDED\"}\n")]
    [InlineData("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{}}}\n")]
    [InlineData("\n")]
    public async Task A_line_that_is_no_event_is_a_failure_and_nothing_more(string line)
    {
        using var stream = new PushStream();
        _api.Answer(200, Samples.ListJson(10, null)).Answer(() => Stream(new PushStream().Push(line))).Answer(() => Stream(stream.Push(Line("ADDED", Samples.Json("a", 11)))));
        (await DriveAsync(TakeAsync(Start(), 2))).ShouldBe(["Synced", "Added a"]);
        _failures.ShouldHaveSingleItem().Reason.ShouldBe("Unreadable");
        _api.Sent[^1].ShouldContain("&resourceVersion=10&");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_line_cut_in_the_middle_is_read_again(bool broken)
    {
        using var stream = new PushStream();
        var cut = new PushStream().Push(Line("ADDED", Samples.Json("a", 11)) + "{\"type\":\"ADDED\",\"obj").End(broken ? new IOException("reset") : null);
        _api.Answer(200, Samples.ListJson(10, null)).Answer(() => Stream(cut)).Answer(() => Stream(stream.Push(Line("ADDED", Samples.Json("b", 12)))));
        (await DriveAsync(TakeAsync(Start(), 3))).ShouldBe(["Synced", "Added a", "Added b"]);
        _api.Sent[^1].ShouldContain("&resourceVersion=11&");
    }

    [Fact]
    public async Task An_event_may_come_in_any_number_of_pieces()
    {
        using var stream = new PushStream();
        _api.Answer(200, Samples.ListJson(10, null)).Answer(() => Stream(stream));
        foreach (var piece in (Line("ADDED", Samples.Json(new string('a', 40_000), 11)) + Line("ADDED", Samples.Json("b", 12))).Chunk(997))
        {
            stream.Push(new string(piece));
        }

        (await TakeAsync(Start(), 3)).ShouldBe(["Synced", "Added " + new string('a', 40_000), "Added b"]);
    }

    [Fact]
    public async Task A_watch_that_is_never_answered_fails_at_the_deadline()
    {
        _api.Answer(200, Samples.ListJson(10, null)).Answer(async cancellation =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return FakeApi.Response(200);
        });
        using var stream = new PushStream();
        _api.Answer(() => Stream(stream.Push(Line("ADDED", Samples.Json("a", 11)))));
        var events = TakeAsync(Start(), 2);
        await _time.DriveAsync(events, TimeSpan.FromSeconds(30));
        _failures.ShouldHaveSingleItem().Reason.ShouldBe("DeadlineExceeded");
    }

    [Fact]
    public async Task Cancelled_it_ends_as_cancelled()
    {
        using var stream = new PushStream();
        _api.Answer(200, Samples.ListJson(10, null)).Answer(() => Stream(stream));
        var watch = Start();
        await TakeAsync(watch, 1);
        var next = TakeAsync(watch, 1);
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next);
        stream.IsClosed.ShouldBeTrue();
    }

    private static string Line(string type, string item) => $$"""{"type":"{{type}}","object":{{item}}}""" + "\n";

    private static HttpResponseMessage Stream(PushStream stream) => new() { Content = new StreamContent(stream) };

    private IAsyncEnumerator<WatchEvent> Start(WatchOptions? options = null, int maxEventBytes = 100_000) =>
        _api.Client(_time, new KubernetesClientOptions { MaxEventBytes = maxEventBytes, Burst = 10_000 })
            .WatchAsync(Samples.Backups.In("velero"), options, _failures.Add, _stop.Token).GetAsyncEnumerator();

    private static async Task<List<string>> TakeAsync(IAsyncEnumerator<WatchEvent> watch, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count && await watch.MoveNextAsync())
        {
            texts.Add(watch.Current.Type == WatchEventType.Synced ? "Synced" : $"{watch.Current.Type} {watch.Current.Key.Name}");
        }

        return texts;
    }

    private async Task<List<string>> DriveAsync(Task<List<string>> events)
    {
        await _time.DriveAsync(events, BackoffAtMost);
        return await events;
    }
}
