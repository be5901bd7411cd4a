using System.Text;
using VeleroFreeze.Cli.Manifests.Splicing;

namespace VeleroFreeze.Tests.Cli.Manifests;

/// <summary>The expected values are what kubectl sends for the same text.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("~", "null")]
    [InlineData("Null", "null")]
    [InlineData("'null'", "\"null\"")]
    [InlineData("true", "true")]
    [InlineData("Yes", "true")]
    [InlineData("on", "true")]
    [InlineData("y", "true")]
    [InlineData("off", "false")]
    [InlineData("N", "false")]
    [InlineData("tRue", "\"tRue\"")]
    [InlineData("12", "12")]
    [InlineData("+12", "12")]
    [InlineData("-0x1f", "-31")]
    [InlineData("0b101", "5")]
    [InlineData("0o17", "15")]
    [InlineData("017", "15")]
    [InlineData("08", "8")]
    [InlineData("1_000", "1000")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551616", "1.8446744073709552E+19")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("1.50", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("1e", "\"1e\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("75s", "\"75s\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("2026-01-02", "\"2026-01-02\"")]
    [InlineData("2026-01-02T03:04:05Z", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("!!int '12'", "12")]
    [InlineData("!!float 1", "1")]
    [InlineData("!!bool 'yes'", "true")]
    [InlineData("!!null x", "null")]
    [InlineData("!mine 12", "\"12\"")]
    [InlineData("\"a\\tb\\u00e9\\U0001F600\"", "\"a\\tb\u00e9\\uD83D\\uDE00\"")]
    [InlineData("|-\n  a\n   b", "\"a\\n b\"")]
    [InlineData(">\n  a\n  b\n", "\"a b\\n\"")]
    public void A_value_is_what_kubectl_makes_of_it(string text, string json) => Json($"a: {text}\n").ShouldBe($$"""{"a":{{json}}}""");

    [Theory]
    [InlineData("1: x", "{\"1\":\"x\"}")]
    [InlineData("0x10: x", "{\"16\":\"x\"}")]
    [InlineData("true: x", "{\"true\":\"x\"}")]
    [InlineData("no: x", "{\"false\":\"x\"}")]
    [InlineData("1.50: x", "{\"1.5\":\"x\"}")]
    [InlineData("'1': x", "{\"1\":\"x\"}")]
    public void A_key_is_text(string text, string json) => Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a: !!int x", "1:4: the tag does not fit the value x")]
    [InlineData("a: -.Inf", "1:4: -.Inf has no form in JSON, so Kubernetes cannot read it")]
    [InlineData("a: 1e999", "1:4: 1e999 is too large for a number")]
    [InlineData("~: a", "1:1: a key is empty")]
    [InlineData("[a]: b", "1:1: a key is a list or a mapping, which JSON does not have; a template such as {{ .x }} has to be rendered first")]
    [InlineData("a: b\nno: 1\nfalse: 2", "3:1: duplicate key false, which stands in line 2 already")]
    [InlineData("<<: x", "1:5: a merge key needs a mapping, or a list of mappings")]
    public void What_json_does_not_have_is_an_error(string text, string error) =>
        Parse(text).Errors.ShouldHaveSingleItem().ToString().ShouldBe("f:" + error);

    [Fact]
    public void A_merge_key_brings_in_what_is_not_written_and_the_first_source_wins() =>
        Json("<<: [{a: 1, b: 1}, {b: 2, c: 2}]\nc: 3\n").ShouldBe("""{"c":3,"a":1,"b":1}""");

    [Fact]
    public void An_alias_stands_for_the_latest_value_of_its_anchor() =>
        Json("a: &x 1\nb: *x\nc: &x [2]\nd: *x\n").ShouldBe("""{"a":1,"b":1,"c":[2],"d":[2]}""");

    private static SourceFile Parse(string text) => SourceFile.Parse("f", Encoding.UTF8.GetBytes(text));

    private static string Json(string text)
    {
        var file = Parse(text);
        file.Errors.ShouldBeEmpty();
        return Encoding.UTF8.GetString(file.Objects.ShouldHaveSingleItem().Json.Span);
    }
}
