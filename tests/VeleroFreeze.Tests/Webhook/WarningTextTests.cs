using VeleroFreeze.Webhook;

namespace VeleroFreeze.Tests.Webhook;

public class WarningTextTests
{
    [Theory]
    [InlineData(119)]
    [InlineData(120)]
    public void A_text_that_fits_stays(int length) => WarningText.Fit(new string('a', length)).ShouldBe(new string('a', length));

    [Fact]
    public void A_longer_one_is_cut_and_says_so() => WarningText.Fit(new string('a', 121)).ShouldBe(new string('a', 119) + "…");

    [Fact]
    public void A_cut_does_not_tear_a_character_apart() => WarningText.Fit(new string('a', 118) + "😀😀").ShouldBe(new string('a', 118) + "…");

    [Fact]
    public void Control_characters_do_not_reach_a_header() => WarningText.Fit("a\r\nSet-Cookie: b\0\u0085").ShouldBe("a  Set-Cookie: b  ");
}
