using VeleroFreeze.Hosting;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Hosting;

public class ConnectionTurnoverTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DrainState _drain = new();

    [Fact]
    public void A_young_connection_stays() => Ends(Used(times: 1)).ShouldBeFalse();

    [Fact]
    public void After_a_thousand_requests_it_ends()
    {
        Ends(Used(times: 999)).ShouldBeFalse();
        Ends(Used(times: 1000)).ShouldBeTrue();
    }

    [Fact]
    public void After_five_minutes_it_ends()
    {
        var use = Used(times: 1);
        _time.Advance(TimeSpan.FromSeconds(299));
        Ends(use).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        Ends(use).ShouldBeTrue();
    }

    [Fact]
    public void While_draining_every_one_ends()
    {
        _drain.Begin();

        Ends(Used(times: 1)).ShouldBeTrue();
        Ends(null).ShouldBeTrue();
    }

    private bool Ends(ConnectionUse? use) => new ConnectionTurnover(_drain, _time).ShouldEnd(use);

    private ConnectionUse Used(int times)
    {
        var use = new ConnectionUse(_time.GetTimestamp());
        for (var i = 0; i < times; i++)
        {
            use.CountRequest();
        }

        return use;
    }
}
