using System.Text.RegularExpressions;
using VeleroFreeze.Core.Lint;

namespace VeleroFreeze.Tests.Lint;

public partial class RuleTableTests
{
    public static TheoryData<string> Ids => [.. HookLinter.Rules.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_finds_its_case_with_the_severity_and_title_of_the_table(string id)
    {
        var rule = HookLinter.Rules.Single(rule => rule.Id == id);
        var finding = LintCatalogue.Cases[id].Lint(LintCatalogue.VersionFor(id)).First(finding => finding.Rule == id);
        (finding.Severity, finding.Title).ShouldBe((rule.Severity, rule.Title));
    }

    [Fact]
    public void The_table_holds_all_cases_and_no_id_twice() =>
        LintCatalogue.Cases.Keys.Order(StringComparer.Ordinal).ShouldBe(HookLinter.Rules.Select(rule => rule.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_are_kebab_case_and_titles_fit_into_a_warning()
    {
        foreach (var rule in HookLinter.Rules)
        {
            KebabCase().IsMatch(rule.Id).ShouldBeTrue(rule.Id);
            rule.Title.Length.ShouldBeInRange(10, 60, rule.Title);
            rule.Description.ShouldEndWith(".");
            rule.Description.ShouldNotContain("|");
            rule.Description.ShouldNotContain("\n");
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_finding_says_what_is_wrong_what_happens_and_what_to_write(string id)
    {
        foreach (var finding in LintCatalogue.Cases[id].Lint(LintCatalogue.VersionFor(id)))
        {
            finding.Message.ShouldEndWith(".");
            finding.Effect.Length.ShouldBeGreaterThan(10);
            finding.Fix.Length.ShouldBeGreaterThan(5);
            (finding.Message + finding.Effect + finding.Fix).ShouldNotContain("\n");
        }
    }

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KebabCase();
}
