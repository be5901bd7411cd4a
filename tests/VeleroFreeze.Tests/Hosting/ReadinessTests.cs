using VeleroFreeze.Hosting;

namespace VeleroFreeze.Tests.Hosting;

public class ReadinessTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false, 61, null)]
    [InlineData(false, 60, "the certificate ends at 2026-03-01T11:00:00Z")]
    [InlineData(false, -5, "the certificate ends at 2026-03-01T09:55:00Z")]
    [InlineData(true, 61, "draining")]
    [InlineData(true, -5, "draining")]
    public void Ready_is_who_stays_and_has_an_hour_left(bool isDraining, int minutesLeft, string? problem) =>
        Readiness.Problem(isDraining, Now.AddMinutes(minutesLeft), Now).ShouldBe(problem);
}
