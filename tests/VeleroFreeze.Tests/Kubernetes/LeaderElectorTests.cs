using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class LeaderElectorTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLease _lease = new();
    private readonly List<Exception> _failures = [];

    [Fact]
    public async Task The_first_to_come_leads_and_writes_what_other_electors_understand()
    {
        var a = Candidate("a");
        (await a.StepAsync(default)).ShouldBe(ElectionMove.Create);
        (a.IsLeader, a.Leader).ShouldBe((true, "a"));
        _lease.Lease!["spec"]!.ToJsonString().ShouldBe(
            """{"holderIdentity":"a","leaseDurationSeconds":15,"acquireTime":"2026-11-21T06:00:00.000000Z","renewTime":"2026-11-21T06:00:00.000000Z","leaseTransitions":0}""");
        _time.Advance(2 * Second);
        (await a.StepAsync(default)).ShouldBe(ElectionMove.Renew);
        _lease.Lease["spec"]!["renewTime"]!.GetValue<string>().ShouldBe("2026-11-21T06:00:02.000000Z");
        _lease.Lease["spec"]!["acquireTime"]!.GetValue<string>().ShouldBe("2026-11-21T06:00:00.000000Z");
    }

    [Fact]
    public async Task A_renewed_lease_is_never_taken_and_an_unchanged_one_after_its_duration()
    {
        LeaderElector a = Candidate("a"), b = Candidate("b");
        await a.StepAsync(default);
        for (var i = 0; i < 20; i++)
        {
            (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
            _time.Advance(2 * Second);
            await a.StepAsync(default);
        }

        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        _time.Advance(14.9 * Second);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        a.IsLeader.ShouldBeFalse("its own deadline passed five seconds ago");
        _time.Advance(0.1 * Second);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Take);
        b.IsLeader.ShouldBeTrue();
        _lease.Lease!["spec"]!["leaseTransitions"]!.GetValue<int>().ShouldBe(1);
        (await a.StepAsync(default)).ShouldBe(ElectionMove.Wait);
    }

    [Fact]
    public async Task A_newcomer_waits_the_whole_duration_however_old_the_record_claims_to_be()
    {
        await Candidate("a").StepAsync(default);
        _time.Advance(TimeSpan.FromHours(5));
        var b = Candidate("b");
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        _time.Advance(15 * Second);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Take);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_wall_clock_that_jumps_changes_nothing(int hours)
    {
        LeaderElector a = Candidate("a"), b = Candidate("b");
        await a.StepAsync(default);
        await b.StepAsync(default);
        _time.Wall += TimeSpan.FromHours(hours);
        a.IsLeader.ShouldBeTrue();
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        (await a.StepAsync(default)).ShouldBe(ElectionMove.Renew);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        _time.Advance(10 * Second);
        a.IsLeader.ShouldBeFalse();
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        _time.Advance(5 * Second);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Take);
    }

    [Theory]
    [InlineData(1.0, 1.4)]
    [InlineData(0.7, 1.0)]
    [InlineData(1.0, 0.5)]
    [InlineData(2.0, 1.0)]
    public async Task Clocks_that_run_at_different_rates_never_make_two_leaders(double rateOfLeader, double rateOfFollower)
    {
        // Up to the ratio of lease duration and renew deadline, 1.5; beyond it the fence has to hold.
        FakeTimeProvider leaders = new(), followers = new();
        LeaderElector a = Elector("a", _lease.Connect(), leaders), b = Elector("b", _lease.Connect(), followers);
        await a.StepAsync(default);
        await b.StepAsync(default);
        for (var tick = 0; tick < 600 && !b.IsLeader; tick++)
        {
            leaders.Advance(rateOfLeader * Second / 10);
            followers.Advance(rateOfFollower * Second / 10);
            await b.StepAsync(default);
            (a.IsLeader && b.IsLeader).ShouldBeFalse();
        }

        b.IsLeader.ShouldBeTrue();
    }

    [Fact]
    public async Task Someone_elses_note_on_the_lease_does_not_renew_it()
    {
        LeaderElector a = Candidate("a"), b = Candidate("b");
        await a.StepAsync(default);
        await b.StepAsync(default);
        _time.Advance(14 * Second);
        _lease.Edit(l => l["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["seen"] = "1" });
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        _time.Advance(Second);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Take);
        _lease.Lease!["metadata"]!["labels"]!["seen"]!.GetValue<string>().ShouldBe("1", "what we do not know stays");
    }

    [Fact]
    public async Task A_record_of_absurd_duration_is_respected_for_ten_minutes()
    {
        await Candidate("a").StepAsync(default);
        _lease.Edit(l => l["spec"]!["leaseDurationSeconds"] = int.MaxValue);
        var b = Candidate("b");
        await b.StepAsync(default);
        _time.Advance(TimeSpan.FromMinutes(10) - Second);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Wait);
        _time.Advance(Second);
        (await b.StepAsync(default)).ShouldBe(ElectionMove.Take);
    }

    [Fact]
    public async Task Of_two_who_take_at_once_the_server_lets_one()
    {
        await Candidate("gone").StepAsync(default);
        // Both read before either writes.
        var reads = 0;
        var both = new TaskCompletionSource();
        Task Together(HttpMethod method, CancellationToken cancellation)
        {
            if (method == HttpMethod.Put && Interlocked.Increment(ref reads) == 2)
            {
                both.SetResult();
            }

            return method == HttpMethod.Put ? both.Task : Task.CompletedTask;
        }

        LeaderElector a = Candidate("a", Together), b = Candidate("b", Together);
        await Task.WhenAll(a.StepAsync(default), b.StepAsync(default));
        _time.Advance(15 * Second);
        await Task.WhenAll(a.StepAsync(default), b.StepAsync(default));
        (a.IsLeader ^ b.IsLeader).ShouldBeTrue();
        _failures.ShouldHaveSingleItem().ShouldBeOfType<KubernetesException>().IsConflict.ShouldBeTrue();
    }

    [Fact]
    public async Task A_hanging_renewal_does_not_keep_a_leader_in_office()
    {
        var hang = false;
        // A call that heeds no token.
        var a = Candidate("a", (_, _) => hang ? new TaskCompletionSource().Task : Task.CompletedTask);
        await a.StepAsync(default);
        hang = true;
        _time.Advance(2 * Second);
        var renewal = a.StepAsync(default);
        _time.Advance(7.9 * Second);
        a.IsLeader.ShouldBeTrue();
        _time.Advance(0.1 * Second);
        a.IsLeader.ShouldBeFalse();
        (await renewal).ShouldBeNull();
        _failures.ShouldHaveSingleItem().Message.ShouldBe("leases.coordination.k8s.io velero-freeze/verifier: no answer within 5 s");
    }

    [Fact]
    public async Task A_renewal_counts_from_when_it_was_asked_for_and_not_from_when_the_answer_came()
    {
        // The others saw the new record while the answer was still on its way.
        var a = Candidate("a", after: method =>
        {
            _time.Advance(method == HttpMethod.Post ? 4 * Second : TimeSpan.Zero);
            return Task.CompletedTask;
        });
        await a.StepAsync(default);
        _time.Advance(5.9 * Second);
        a.IsLeader.ShouldBeTrue();
        _time.Advance(0.1 * Second);
        a.IsLeader.ShouldBeFalse();
    }

    [Fact]
    public async Task A_late_answer_does_not_revive_a_term_that_is_over()
    {
        var slow = new TaskCompletionSource();
        var a = Candidate("a", (method, _) => method == HttpMethod.Put ? slow.Task : Task.CompletedTask);
        await a.StepAsync(default);
        _time.Advance(8 * Second);
        var renewal = a.StepAsync(default);
        _time.Advance(3 * Second);
        a.IsLeader.ShouldBeFalse();
        slow.SetResult();
        (await renewal).ShouldBe(ElectionMove.Renew);
        a.IsLeader.ShouldBeFalse("the work was told to stop already");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    public async Task Any_error_is_reported_and_the_next_attempt_is_made(int code)
    {
        var api = new FakeApi().Answer(code);
        var elector = Elector("a", api);
        (await _time.DriveAsync(elector.StepAsync(default), 5 * Second)).Count.ShouldBeLessThan(6);
        api.Otherwise = (_, _) => throw new InvalidOperationException("a bug");
        (await elector.StepAsync(default)).ShouldBeNull();
        _failures.ShouldNotBeEmpty();
        _failures[^1].ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Work_runs_while_leading_and_the_lease_is_given_back_at_the_end()
    {
        using var stop = new CancellationTokenSource();
        var a = Candidate("a");
        var started = new TaskCompletionSource();
        var run = a.RunAsync(
            async token =>
            {
                started.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
            stop.Token);
        await started.Task;
        for (var i = 0; i < 20; i++)
        {
            (await _time.AdvanceToTimerAsync(2 * Second)).ShouldBe(2 * Second);
        }

        a.IsLeader.ShouldBeTrue();
        await stop.CancelAsync();
        await run;
        (a.IsLeader, _lease.Holder).ShouldBe((false, ""));
        _failures.ShouldBeEmpty();
        (await Candidate("b").StepAsync(default)).ShouldBe(ElectionMove.Take, "nobody has to wait for a lease that was given back");
    }

    [Fact]
    public async Task Cut_off_the_work_is_stopped_at_the_deadline_and_leadership_is_won_again_afterwards()
    {
        using var stop = new CancellationTokenSource();
        var cut = false;
        var a = Candidate("a", (_, _) => cut ? throw new HttpRequestException("no route") : Task.CompletedTask);
        var stoppedAfter = TimeSpan.Zero;
        TaskCompletionSource first = new(), again = new();
        var run = a.RunAsync(
            async token =>
            {
                if (!first.Task.IsCompleted)
                {
                    cut = true;
                    var start = _time.GetTimestamp();
                    // Noted by whoever cancels, at that very moment.
                    await using var stopped = token.Register(() => stoppedAfter = _time.GetElapsedTime(start));
                    first.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(_ => { }, TaskScheduler.Default);
                    cut = false;
                    return;
                }

                again.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
            stop.Token);
        await first.Task;
        // Never over the deadline before the first renewal had its turn.
        await _time.DriveAsync(again.Task, 5 * Second);
        stoppedAfter.ShouldBe(10 * Second);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Work_that_fails_gives_leadership_up_and_is_started_again()
    {
        using var stop = new CancellationTokenSource();
        var runs = 0;
        var third = new TaskCompletionSource();
        var run = Candidate("a").RunAsync(
            async token =>
            {
                if (++runs == 3)
                {
                    third.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }

                throw new InvalidOperationException($"run {runs}");
            },
            stop.Token);
        await _time.DriveAsync(third.Task, 4 * Second);
        _failures.Select(f => f.Message).ShouldBe(["run 1", "run 2"]);
        _lease.Writes.Where((holder, i) => i == 0 || holder != _lease.Writes[i - 1]).ShouldBe(["a", "", "a", "", "a"], "renewals left out");
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_lease_that_bears_another_name_ends_the_term_at_once()
    {
        using var stop = new CancellationTokenSource();
        var a = Candidate("a");
        TaskCompletionSource started = new(), ended = new();
        var run = a.RunAsync(
            async token =>
            {
                started.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(_ => { }, TaskScheduler.Default);
                ended.TrySetResult();
            },
            stop.Token);
        await started.Task;
        _lease.Edit(l => l["spec"]!["holderIdentity"] = "b");
        (await _time.AdvanceToTimerAsync(2 * Second)).ShouldBe(2 * Second);
        await ended.Task;
        a.IsLeader.ShouldBeFalse();
        _lease.Holder.ShouldBe("b");
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public void Times_that_leave_no_room_are_refused()
    {
        var api = _lease.Connect();
        string Refusal(LeaderElectionConfig config) =>
            Should.Throw<InvalidRequestException>(() => new LeaderElector(api.Client(_time), config, _failures.Add, _time)).Message;
        var good = new LeaderElectionConfig("velero-freeze", "verifier", "a");
        Refusal(good with { RenewDeadline = 15 * Second }).ShouldBe("leader election: the renew deadline must be shorter than the lease duration");
        Refusal(good with { RetryPeriod = 6 * Second }).ShouldBe("leader election: the renew deadline must leave time for two attempts");
        Refusal(good with { Identity = "" }).ShouldBe("leader election: an empty identity");
        Refusal(good with { Name = "" }).ShouldBe("empty name");
    }

    private LeaderElector Candidate(string name, Func<HttpMethod, CancellationToken, Task>? before = null, Func<HttpMethod, Task>? after = null) =>
        Elector(name, _lease.Connect(before, after));

    private LeaderElector Elector(string name, FakeApi api, FakeTimeProvider? clock = null) => new(
        api.Client(clock ?? _time, new KubernetesClientOptions { Burst = 10_000 }),
        new LeaderElectionConfig("velero-freeze", "verifier", name),
        _failures.Add,
        clock ?? _time);
}
