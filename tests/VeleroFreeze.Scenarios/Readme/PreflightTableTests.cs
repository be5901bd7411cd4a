using System.Text.RegularExpressions;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Readme;

/// <summary>The table of checks comes from the code, and every hint of preflight leads into it; <c>UPDATE_GOLDEN=1</c> writes it anew.</summary>
public sealed partial class PreflightTableTests
{
    [Fact]
    public void The_table_of_checks_is_preflights()
    {
        var page = File.ReadAllText(Repository.Path("README.md"));
        var rows = PreflightChecks.All.Select(check => $"| <a id=\"preflight-{check.Id}\"></a>`{check.Id}` | {Worst(check)} | {check.Description} |");
        var table = string.Join('\n', ["| check | at worst | what is wrong, and what to do |", "|---|---|---|", .. rows]);
        var wanted = CheckTable().Replace(page, $"<!-- checks -->\n{table.Replace("$", "$$", StringComparison.Ordinal)}\n<!-- /checks -->");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Repository.Path("README.md"), wanted);
        }

        File.ReadAllText(Repository.Path("README.md")).ShouldBe(wanted);
    }

    [Fact]
    public void Every_hint_leads_to_a_row()
    {
        var page = File.ReadAllText(Repository.Path("README.md"));
        var hints = PreflightChecks.All.Select(check => check.Hint);
        hints.Where(hint => !page.Contains($"<a id=\"{hint["README.md#".Length..]}\">", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Worst(PreflightCheck check) => check.Severity == CheckSeverity.Error ? "failed" : "warning";

    [GeneratedRegex("<!-- checks -->.*<!-- /checks -->", RegexOptions.Singleline)]
    private static partial Regex CheckTable();
}
