using VeleroFreeze.Certificates;

namespace VeleroFreeze.Tests.Certificates;

public sealed class CertsSettingsTests
{
    /// <summary>What is promised of a changed caBundle; a look and a write have to fit in as well.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("8s", true)]
    [InlineData("50ms", true)]
    [InlineData("8001ms", false)]
    [InlineData("10s", false)]
    [InlineData("49ms", false)]
    public void Between_two_looks_there_is_never_all_the_time_that_is_promised(string interval, bool isAllowed)
    {
        var options = CertsSettings.Read(flag => flag == "--interval" ? interval : null, _ => null, out var errors);
        errors.ShouldBe(isAllowed ? [] : [$"--interval: \"{interval}\" is not a duration from 50ms to 8s, such as 8s"]);
        (Promised - options.Interval).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2));
    }
}
