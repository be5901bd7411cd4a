using VeleroFreeze.Sandbox.KubeVirt;

namespace VeleroFreeze.Tests.Sandbox.KubeVirt;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("5m0s", 300.0)]
    [InlineData("0s", 0.0)]
    [InlineData("0", 0.0)]
    [InlineData("1h1.5s", 3601.5)]
    [InlineData("250ms", 0.25)]
    public void A_timeout_is_read_as_Go_reads_durations(string text, double seconds) => GoDuration.Parse(text).ShouldNotBeNull().TotalSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5s")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_duration_is_null(string? text) => GoDuration.Parse(text).ShouldBeNull();
}
