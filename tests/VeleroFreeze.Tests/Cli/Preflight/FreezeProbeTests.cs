using VeleroFreeze.Cli.Preflight;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli.Preflight;

public sealed class FreezeProbeTests : IDisposable
{
    private const string Actions = "/apis/subresources.kubevirt.io/v1/namespaces/shop/virtualmachineinstances/db/";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeApi _api = new();
    private readonly List<string> _said = [];
    private readonly CancellationTokenSource _interrupt = new();
    private bool _isFrozen;

    /// <summary>Looks until the guest's state shows.</summary>
    private int _lag;

    private int _failingThaws;
    private string? _refusal;
    private Action _onFreeze = () => { };

    [Fact]
    public async Task A_guest_is_frozen_seen_to_be_and_thawed_again()
    {
        _lag = 3;
        var (freeze, thaw) = await ProbeAsync();
        freeze.Status.ShouldBe(CheckStatus.Ok);
        thaw.Status.ShouldBe(CheckStatus.Ok);
        thaw.Reason.ShouldBe("thawed, and the guest says so; it stood still for at most 0.6 s");
        _api.Sent.First().ShouldBe($"PUT {Actions}freeze");
        _api.Bodies.First().ShouldBe("""{"unfreezeTimeout":"10s"}""");
        _said.ShouldBe(["freezing shop/db; it thaws by itself after 10 s"]);
    }

    [Fact]
    public async Task A_guest_that_refuses_is_told_to_thaw_all_the_same()
    {
        _refusal = "failed to open /data: Permission denied";
        var (freeze, thaw) = await ProbeAsync();
        freeze.Status.ShouldBe(CheckStatus.Failed);
        freeze.Reason.ShouldContain(_refusal);
        thaw.Status.ShouldBe(CheckStatus.Ok);
        _api.Sent.ShouldContain($"PUT {Actions}unfreeze");
    }

    [Fact]
    public async Task A_freeze_that_does_not_show_before_the_automatic_thaw_is_none()
    {
        _lag = int.MaxValue;
        var (freeze, _) = await ProbeAsync();
        freeze.Status.ShouldBe(CheckStatus.Failed);
        freeze.Reason.ShouldBe("the freeze was accepted, but the guest does not read frozen: it says thawed");
        _isFrozen.ShouldBeFalse();
    }

    [Fact]
    public async Task An_interrupt_while_looking_thaws_at_once()
    {
        _lag = int.MaxValue;
        _onFreeze = () => _time.CreateTimer(_ => _interrupt.Cancel(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var (freeze, thaw) = await ProbeAsync();
        freeze.Reason.ShouldBe("interrupted");
        thaw.Status.ShouldBe(CheckStatus.Ok);
        _isFrozen.ShouldBeFalse();
    }

    [Fact]
    public async Task An_interrupt_during_the_freeze_waits_for_it_so_that_the_thaw_comes_after_it()
    {
        _onFreeze = _interrupt.Cancel;
        var (freeze, _) = await ProbeAsync();
        freeze.Reason.ShouldBe("interrupted");
        _api.Sent.Take(2).ShouldBe([$"PUT {Actions}freeze", $"PUT {Actions}unfreeze"]);
    }

    [Fact]
    public async Task A_thaw_that_fails_is_sent_again()
    {
        _failingThaws = 2;
        var (_, thaw) = await ProbeAsync();
        thaw.Status.ShouldBe(CheckStatus.Ok);
        _said.Count(line => line.StartsWith("the thaw failed, once more", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_guest_that_stays_frozen_is_said_to_be()
    {
        _failingThaws = int.MaxValue;
        var (_, thaw) = await ProbeAsync();
        thaw.Status.ShouldBe(CheckStatus.Failed);
        thaw.Reason.ShouldContain("it says frozen");
    }

    public void Dispose()
    {
        _api.Dispose();
        _interrupt.Dispose();
    }

    private async Task<(CheckResult Freeze, CheckResult Thaw)> ProbeAsync()
    {
        _api.Otherwise = (request, _) => Task.FromResult(Answer(request.RequestUri!.AbsolutePath));
        using var client = _api.Client(_time);
        var probe = new FreezeProbe(client, new VirtualMachineKey("shop", "db"), _time, _said.Add).RunAsync(_interrupt.Token);
        await _time.DriveAsync(probe, LongestWait);
        var results = await probe;
        return (results[0], results[1]);
    }

    private HttpResponseMessage Answer(string path) => path[Actions.Length..] switch
    {
        "freeze" => Freeze(),
        "unfreeze" => _failingThaws-- > 0 ? Refuse("no") : Thaw(),
        _ => FakeApi.Response(200, $$"""{"guestAgentVersion":"8.2.0","fsFreezeStatus":"{{(_isFrozen && --_lag < 0 ? "frozen" : "thawed")}}"}"""),
    };

    private HttpResponseMessage Freeze()
    {
        _isFrozen = _refusal is null;
        _onFreeze();
        return _refusal is null ? FakeApi.Response(200, "") : Refuse(_refusal);
    }

    private HttpResponseMessage Thaw()
    {
        _isFrozen = false;
        return FakeApi.Response(200, "");
    }

    private static HttpResponseMessage Refuse(string why) => FakeApi.Response(500, FakeApi.Status(500, "InternalError", why));
}
