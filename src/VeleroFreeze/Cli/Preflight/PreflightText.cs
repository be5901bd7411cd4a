using System.Globalization;
using VeleroFreeze.Core.Preflight;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>A report for people: a block for each group, and below what is not fine where to read on.</summary>
/// <param name="hasColours">Somebody looks who does not mind them.</param>
/// <param name="hasSymbols">The terminal shows more than ASCII; else words stand in their place.</param>
internal sealed class PreflightText(bool hasColours, bool hasSymbols)
{
    private const int SymbolMargin = 4, WordMargin = 11;

    private int Margin => hasSymbols ? SymbolMargin : WordMargin;

    public string Of(PreflightReport report) => string.Concat(report.Groups.SelectMany(Group).Append(Sum(report)).Select(line => line + "\n"));

    private IEnumerable<string> Group(CheckGroup group) => [TextLayout.Plain(group.Name), .. group.Results.SelectMany(Result), ""];

    private IEnumerable<string> Result(CheckResult result)
    {
        var first = true;
        foreach (var line in TextLayout.Wrap($"{result.Check.Id}: {result.Reason}", Margin))
        {
            yield return first ? $"  {Mark(result.Status)}{line[Margin..]}" : line;
            first = false;
        }

        if (result.Remedy is { } remedy)
        {
            // Whole, whatever the width: it is there to be copied.
            yield return $"{new string(' ', Margin)}set:  {TextLayout.Plain(remedy)}";
        }

        if (result.Status != CheckStatus.Ok)
        {
            yield return $"{new string(' ', Margin)}hint: {result.Check.Hint}";
        }
    }

    private string Mark(CheckStatus status)
    {
        var mark = (hasSymbols ? Symbol(status) : Word(status)).PadRight(Margin - 2);
        return hasColours ? $"\u001b[{Colour(status)}m{mark}\u001b[0m" : mark;
    }

    private static string Sum(PreflightReport report)
    {
        var counts = report.Results.CountBy(result => result.Status).OrderBy(count => count.Key)
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {Word(count.Key)}{(count is { Key: CheckStatus.Warning, Value: > 1 } ? "s" : "")}"));
        var passed = report.NotOptedIn switch
        {
            0 => "",
            1 => "; 1 VM has not opted in and was passed over",
            var more => string.Create(CultureInfo.InvariantCulture, $"; {more} VMs have not opted in and were passed over"),
        };
        return string.Join(", ", counts) + passed;
    }

    internal static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "ok",
        CheckStatus.Warning => "warning",
        CheckStatus.Failed => "failed",
        _ => "unknown",
    };

    private static string Symbol(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "√",
        CheckStatus.Warning => "‼",
        CheckStatus.Failed => "×",
        _ => "?",
    };

    private static int Colour(CheckStatus status) => status switch
    {
        CheckStatus.Ok => 32,
        CheckStatus.Failed => 31,
        _ => 33,
    };
}
