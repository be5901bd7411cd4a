using System.Text.RegularExpressions;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.Text;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Readme;

/// <summary>
/// Everything that README shows is run here: in each <c>console</c> block the lines behind <c>$</c> are commands, the lines under them what they print, and a line
/// of three dots stands for lines left out.
/// </summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Repository.Path("README.md")).ReplaceLineEndings("\n");

    public static TheoryData<string> Blocks => [.. ConsoleBlock().Matches(Text).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public Task Every_console_block_prints_what_it_says(string block) => RunAsync(block, $"PATH='{BuiltSandbox.Folder}':$PATH\n");

    /// <summary>As a newcomer has it, on whom nothing is built.</summary>
    [Fact]
    [Trait("Run", "Full")]
    public Task The_first_block_builds_what_it_runs() => RunAsync(ConsoleBlock().Match(Text).Groups[1].Value, "");

    private static async Task RunAsync(string block, string setup)
    {
        var steps = Steps(block);
        var script = string.Concat(steps.Select((step, i) => $"{step.Command}\n__status=$?; printf '\\n<step %s>\\n' {i}; (exit $__status)\n"));
        var result = await Shell.RunAsync($"exec 2>&1\n{setup}{script}");
        var printed = StepEnd().Split(result.Output);
        for (var i = 0; i < steps.Count; i++)
        {
            var actual = printed[i].TrimEnd('\n');
            Pattern(steps[i].Expected).IsMatch(actual).ShouldBeTrue($"$ {steps[i].Command}\nprinted:\n{actual}\n\nREADME says:\n{steps[i].Expected}");
        }
    }

    /// <summary>The table of rules comes from the code; <c>UPDATE_GOLDEN=1</c> writes it anew.</summary>
    [Fact]
    public void The_table_of_rules_is_the_linters()
    {
        var rows = HookLinter.Rules.Select(rule => $"| `{rule.Id}` | {KebabCase.Of(rule.Severity)} | {rule.Description} |");
        var table = string.Join('\n', ["| rule | severity | what it finds |", "|---|---|---|", .. rows]);
        var wanted = RuleTable().Replace(Text, $"<!-- rules -->\n{table.Replace("$", "$$", StringComparison.Ordinal)}\n<!-- /rules -->");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Repository.Path("README.md"), wanted);
        }

        File.ReadAllText(Repository.Path("README.md")).ShouldBe(wanted);
    }

    [Fact]
    public void Every_link_within_the_page_has_its_heading()
    {
        var headings = Heading().Matches(Text).Select(match => Anchor(match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var links = LocalLink().Matches(Text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal);
        links.Where(link => !headings.Contains(link)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_file_it_names_exists()
    {
        var files = FileLink().Matches(Text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal);
        files.Where(file => !Path.Exists(Repository.Path(file))).ShouldBeEmpty();
    }

    private static List<(string Command, string Expected)> Steps(string block)
    {
        var steps = new List<(string Command, string Expected)>();
        foreach (var line in block.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.Add((line[2..], ""));
            }
            else
            {
                var (command, expected) = steps[^1];
                steps[^1] = expected.Length == 0 && command.EndsWith('\\') ? (command + "\n" + line, "") : (command, expected + line + "\n");
            }
        }

        return steps;
    }

    private static Regex Pattern(string expected)
    {
        var lines = expected.TrimEnd('\n').Split('\n').Select(line => line == "..." ? "(?:[^\\n]*\\n)*?[^\\n]*" : Regex.Escape(line) + " *");
        return new Regex($"^{string.Join('\n', lines)}$", RegexOptions.None, TimeSpan.FromSeconds(10));
    }

    private static string Anchor(string heading) =>
        NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("^```console\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex("<!-- rules -->.*<!-- /rules -->", RegexOptions.Singleline)]
    private static partial Regex RuleTable();

    [GeneratedRegex("\n?<step \\d+>\n")]
    private static partial Regex StepEnd();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex LocalLink();

    [GeneratedRegex(@"\]\(([A-Za-z][^)#:]*)\)")]
    private static partial Regex FileLink();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchor();
}
