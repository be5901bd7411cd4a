using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Hosting.Metrics;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Hosting.Metrics;

public class PrometheusTextTests
{
    [Fact]
    public void Backslashes_quotes_and_line_ends_are_escaped()
    {
        var text = new PrometheusText();
        text.Family("a", "gauge", "one \\ two \"three\"\nfour");
        text.Sample("a", [new("x.y", "C:\\dir \"q\"\nnext")], 1.5);
        text.ToString().ShouldBe("# HELP a one \\\\ two \"three\"\\nfour\n# TYPE a gauge\na{x_y=\"C:\\\\dir \\\"q\\\"\\nnext\"} 1.5\n");
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1795262400, "1795262400")]
    [InlineData(0.0005, "0.0005")]
    public void Numbers_read_as_Go_reads_them(double value, string text) => PrometheusText.Number(value).ShouldBe(text);

    [Theory]
    [InlineData("velerofreeze.admission.duration", "s", false, "velerofreeze_admission_duration_seconds")]
    [InlineData("velerofreeze.admission.duration_seconds", "s", false, "velerofreeze_admission_duration_seconds")]
    [InlineData("velerofreeze.admission.requests", "{request}", true, "velerofreeze_admission_requests_total")]
    [InlineData("velerofreeze.requests_total", "", true, "velerofreeze_requests_total")]
    [InlineData("body", "By", true, "body_bytes_total")]
    [InlineData("share", "1", false, "share")]
    [InlineData("9-lives", "", false, "_9_lives")]
    public void Names_have_their_unit_and_total_once(string instrument, string unit, bool isCounter, string name) =>
        PrometheusName.Of(instrument, unit, isCounter).ShouldBe(name);

    [Fact]
    public void Any_label_value_stays_in_its_line_and_is_read_back_as_it_was()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), value =>
        {
            var text = new PrometheusText();
            text.Sample("a", [new("x", value.Get), new("y", "\\")], 1);
            var line = text.ToString();
            line.Count(c => c == '\n').ShouldBe(1);
            ReadFirstLabel(line).ShouldBe(value.Get);
            line.ShouldEndWith(",y=\"\\\\\"} 1\n");
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(1_000)), property);
    }

    /// <summary>By the rules of the format: a backslash gives the next character another meaning, a quote ends the value.</summary>
    private static string ReadFirstLabel(string line)
    {
        var read = new System.Text.StringBuilder();
        for (var i = line.IndexOf('"', StringComparison.Ordinal) + 1; line[i] != '"'; i++)
        {
            read.Append(line[i] != '\\' ? line[i] : line[++i] == 'n' ? '\n' : line[i]);
        }

        return read.ToString();
    }
}
