using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class RequestTimeoutTests
{
    [Theory]
    [InlineData(null, 2000)]
    [InlineData("2s", 2000)]
    [InlineData("1500ms", 1500)]
    [InlineData("10s", 2000)]
    [InlineData("0s", 2000)]
    [InlineData("-1s", 2000)]
    [InlineData("2", 2000)]
    [InlineData("soon", 2000)]
    public void The_API_server_may_ask_for_less_than_two_seconds_and_not_for_more(string? query, int milliseconds) =>
        RequestTimeout.Of(query).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Fact]
    public void The_least_it_can_ask_for_is_still_a_time() => RequestTimeout.Of("1ns").ShouldBe(TimeSpan.FromTicks(1));
}
