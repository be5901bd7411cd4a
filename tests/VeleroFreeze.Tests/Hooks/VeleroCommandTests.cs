using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

public class VeleroCommandTests
{
    [Theory]
    [InlineData("""["a"]""", "a")]
    [InlineData("""["a", "b c", ""]""", "a|b c|")]
    [InlineData("[\"a\"] \t\r\n", "a")]
    [InlineData("""[ "a" , "b" ]""", "a|b")]
    [InlineData("""[null,"x"]""", "|x")]
    [InlineData("""["\u0041\/\"\\"]""", "A/\"\\")]
    [InlineData("""["\ud83d\ude00"]""", "\ud83d\ude00")]
    public void A_JSON_array_of_strings_becomes_the_arguments(string text, string expected)
    {
        var command = VeleroCommand.Parse(text);
        command.Arguments.ShouldBe(expected.Split('|'));
        command.IsArray.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""["\ud800"]""", "\ufffd")]
    [InlineData("""["\udc00\ud800x"]""", "\ufffd\ufffdx")]
    [InlineData("""["\ud800\u0041"]""", "\ufffdA")]
    [InlineData("""["\\ud800"]""", "\\ud800")]
    public void Half_a_surrogate_pair_is_replaced_as_Go_does(string text, string expected) =>
        VeleroCommand.Parse(text).Arguments.ShouldBe([expected]);

    [Theory]
    [InlineData("[]")]
    [InlineData("[ ]\n")]
    public void An_empty_array_has_no_arguments(string text)
    {
        var command = VeleroCommand.Parse(text);
        command.Arguments.ShouldBeEmpty();
        command.IsArray.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/bin/sync")]
    [InlineData("/usr/bin/virt-freezer --freeze --name vm --namespace ns")]
    [InlineData(" [\"a\"]")]
    [InlineData("\n[\"a\"]")]
    [InlineData("[\"a\"")]
    [InlineData("[\"a\"]\"")]
    [InlineData("[\"a\"] b")]
    [InlineData("[\"a\"]\u00a0")]
    [InlineData("[\"a\",]")]
    [InlineData("['a']")]
    [InlineData("[\"a\", 1]")]
    [InlineData("[\"a\", true]")]
    [InlineData("[\"a\", [\"b\"]]")]
    [InlineData("[\"a\", {}]")]
    [InlineData("[\"a\nb\"]")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"a\"] // why")]
    [InlineData("[")]
    [InlineData("")]
    [InlineData("\ud800")]
    public void Everything_else_is_one_single_argument(string text)
    {
        var command = VeleroCommand.Parse(text);
        command.Arguments.ShouldBe([text]);
        command.IsArray.ShouldBeFalse();
    }

    [Fact]
    public void Half_a_character_in_the_text_itself_is_no_reason_to_fail() =>
        VeleroCommand.Parse("[\"\ud800\"]").Arguments.ShouldBe(["\ufffd"]);
}
