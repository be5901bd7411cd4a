using VeleroFreeze.Sandbox.Velero.Hooks;

namespace VeleroFreeze.Tests.Sandbox.Velero;

public class HookCommandTests
{
    [Theory]
    [InlineData("""["/bin/a", "b c"]""", "/bin/a|b c")]
    [InlineData("""["a"] """, "a")]
    [InlineData("[]", "")]
    [InlineData("""[null,"x"]""", "|x")]
    public void A_JSON_array_is_split(string text, string expected) => string.Join('|', HookCommand.Parse(text)).ShouldBe(expected);

    [Theory]
    [InlineData(""" ["a"]""")]
    [InlineData("""["a" """)]
    [InlineData("""["a"] b""")]
    [InlineData("""["a", 1]""")]
    [InlineData("""["a", ["b"]]""")]
    [InlineData("""["a",]""")]
    [InlineData("/bin/sh -c true")]
    public void Anything_else_is_one_argument(string text) => HookCommand.Parse(text).ShouldBe([text]);
}
