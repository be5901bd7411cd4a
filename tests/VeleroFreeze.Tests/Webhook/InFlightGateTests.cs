using VeleroFreeze.Tests.Support;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public sealed class InFlightGateTests : IDisposable
{
    private const int MiB = 1024 * 1024;
    private readonly FakeTimeProvider _time = new();
    private readonly InFlightGate _gate;

    public InFlightGateTests() => _gate = new InFlightGate(_time);

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData(0L, 2)]
    [InlineData(10_000L, 2)]
    [InlineData(2L * MiB, 2)]
    [InlineData((2L * MiB) + 1, 3)]
    [InlineData(7L * MiB, 7)]
    [InlineData(null, 7)]
    public void A_request_weighs_as_much_as_its_body(long? announced, int weight) => InFlightGate.Weight(announced).ShouldBe(weight);

    [Theory]
    [InlineData(10_000L, 16)]
    [InlineData(7L * MiB, 4)]
    [InlineData(null, 4)]
    public async Task As_many_are_let_in_as_there_is_room_for(long? announced, int room)
    {
        for (var i = 0; i < room; i++)
        {
            (await _gate.EnterAsync(announced, CancellationToken.None)).IsAcquired.ShouldBeTrue();
        }

        var next = _gate.EnterAsync(announced, CancellationToken.None).AsTask();
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(249));
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await next).IsAcquired.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_waits_is_let_in_when_another_leaves()
    {
        var first = await _gate.EnterAsync(null, CancellationToken.None);
        for (var i = 1; i < 4; i++)
        {
            await _gate.EnterAsync(null, CancellationToken.None);
        }

        var next = _gate.EnterAsync(null, CancellationToken.None).AsTask();
        first.Dispose();

        (await next).IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_is_not_let_in()
    {
        for (var i = 0; i < 4; i++)
        {
            await _gate.EnterAsync(null, CancellationToken.None);
        }

        using var giveUp = new CancellationTokenSource();
        var next = _gate.EnterAsync(null, giveUp.Token).AsTask();
        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(next);
    }
}
