using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Verify;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli.Verify;

/// <summary>One folder of <c>cases/cli-verify</c>: <c>report.json</c> as it is stored, and what people and machines see of it.</summary>
public sealed class VerifyOutputCases
{
    public static TheoryData<string> Cases => GoldenCases.Of("cli-verify");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_report_is_shown_as_recorded(string name)
    {
        var folder = GoldenCases.Folder("cli-verify", name);
        var report = ReportJson.Read(await File.ReadAllBytesAsync(Path.Combine(folder, "report.json")));
        var text = VerifyText.Of(report, hasColours: false);
        GoldenCases.ShouldMatch(Path.Combine(folder, "expected.txt"), text);
        GoldenCases.ShouldMatch(Path.Combine(folder, "expected.yaml"), ReportOutput.Yaml(report));
        text.Split('\n').ShouldAllBe(line => line.Length <= TextLayout.Width);
        ReportJson.Write(ReportJson.Read(System.Text.Encoding.UTF8.GetBytes(ReportOutput.Json(report)))).ShouldBe(ReportJson.Write(report));
    }

    [Fact]
    public void Colours_change_nothing_but_the_colour()
    {
        var report = ReportJson.Read(File.ReadAllBytes(Path.Combine(GoldenCases.Folder("cli-verify", "mixed"), "report.json")));
        var painted = VerifyText.Of(report, hasColours: true);
        painted.ShouldContain("\u001b[31m");
        System.Text.RegularExpressions.Regex.Replace(painted, "\u001b\\[[0-9]+m", "").ShouldBe(VerifyText.Of(report, hasColours: false));
    }
}
