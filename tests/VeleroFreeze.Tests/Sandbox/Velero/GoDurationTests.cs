using VeleroFreeze.Sandbox.Go;

namespace VeleroFreeze.Tests.Sandbox.Velero;

public class GoDurationTests
{
    [Theory]
    [InlineData("60s", "1m0s")]
    [InlineData("1m", "1m0s")]
    [InlineData("1.5m", "1m30s")]
    [InlineData("1h30m", "1h30m0s")]
    [InlineData("500ms", "500ms")]
    [InlineData("+5s", "5s")]
    [InlineData("-5s", "-5s")]
    [InlineData("0", "0s")]
    [InlineData("1.5us", "1.5µs")]
    [InlineData("1µs1ns", "1.001µs")]
    [InlineData(".5s", "500ms")]
    [InlineData("2562047h47m16.854775807s", "2562047h47m16.854775807s")]
    public void Reads_and_writes_what_Go_does(string text, string written)
    {
        GoDuration.TryParse(text, out var duration).ShouldBeNull();
        duration.ToString().ShouldBe(written);
    }

    [Theory]
    [InlineData("300", "time: missing unit in duration \"300\"")]
    [InlineData("5 m", "time: unknown unit \" m\" in duration \"5 m\"")]
    [InlineData("1d", "time: unknown unit \"d\" in duration \"1d\"")]
    [InlineData("60S", "time: unknown unit \"S\" in duration \"60S\"")]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("abc", "time: invalid duration \"abc\"")]
    [InlineData("1é", "time: unknown unit \"\\xc3\\xa9\" in duration \"1\\xc3\\xa9\"")]
    [InlineData("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\"")]
    public void Refuses_the_rest_with_the_same_words(string text, string error) => GoDuration.TryParse(text, out _).ShouldBe(error);
}
