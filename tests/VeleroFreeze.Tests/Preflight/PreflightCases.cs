using VeleroFreeze.Cli.Preflight;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Preflight;

/// <summary>
/// One folder of <c>cases/preflight</c>: <c>change.yaml</c> is what is other than healthy, <c>expected.txt</c> what is then said otherwise;
/// of the healthy VM, all that is said.
/// </summary>
public sealed class PreflightCases
{
    public static TheoryData<string> Cases => GoldenCases.Of("preflight");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_is_recorded(string name)
    {
        var folder = GoldenCases.Folder("preflight", name);
        var report = PreflightCase.Changed(File.ReadAllText(Path.Combine(folder, "change.yaml"))).Report();
        var healthy = PreflightCase.Healthy.Report().Results.ToHashSet();
        var shown = name == "healthy" ? report : report with
        {
            Groups = [.. report.Groups.Select(group => group with { Results = [.. group.Results.Where(result => !healthy.Contains(result))] }).Where(group => group.Results.Count > 0)],
        };
        var text = new PreflightText(hasColours: false, hasSymbols: false).Of(shown);
        GoldenCases.ShouldMatch(Path.Combine(folder, "expected.txt"), $"{text}exit {PreflightOutput.ExitCodeOf(report)}\n");
        // A line to be copied stays whole.
        text.Split('\n').Where(line => !line.StartsWith("           set:  ", StringComparison.Ordinal)).ShouldAllBe(line => line.Length <= 80);
    }

    /// <summary>So that what is not fine stands out.</summary>
    [Fact]
    public void What_is_fine_takes_one_line()
    {
        var report = PreflightCase.Healthy.Report();
        var lines = new PreflightText(hasColours: false, hasSymbols: false).Of(report).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(report.Groups.Count + report.Results.Count() + 1);
        lines.ShouldAllBe(line => line.Length <= 80);
    }

    [Fact]
    public void Every_check_that_reads_a_cluster_is_seen_to_warn_or_fail()
    {
        var changes = Directory.GetFiles(GoldenCases.Folder("preflight", ""), "change.yaml", SearchOption.AllDirectories);
        var seen = changes.SelectMany(file => PreflightCase.Changed(File.ReadAllText(file)).Report().Results)
            .Where(result => result.Status is CheckStatus.Warning or CheckStatus.Failed).Select(result => result.Check.Id).ToHashSet();
        PreflightChecks.All.Select(check => check.Id).Except(seen).ShouldBe(["verifier-rights", "probe-freeze", "probe-thaw"]);
    }

    [Fact]
    public void A_check_that_only_warns_never_decides_the_exit_code()
    {
        var results = PreflightChecks.All.Where(check => check.Severity == CheckSeverity.Warning).SelectMany(check => new[] { check.Fail("x"), check.CannotTell("x") });
        new PreflightReport([CheckGroup.Of("all", results)], 0).Status.ShouldBe(CheckStatus.Ok);
    }

    [Fact]
    public void What_fails_outweighs_what_cannot_be_told()
    {
        var check = PreflightChecks.AgentCommands;
        new PreflightReport([CheckGroup.Of("one", check.CannotTell("x"))], 0).Status.ShouldBe(CheckStatus.Unknown);
        new PreflightReport([CheckGroup.Of("two", check.CannotTell("x"), check.Fail("x"))], 0).Status.ShouldBe(CheckStatus.Failed);
    }
}
