using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Hooks;

/// <summary>
/// Answers recorded from Go's own <c>time.ParseDuration</c>, <c>Duration.String</c> and <c>encoding/json</c> for random texts: one JSON array a line.
/// </summary>
public class GoParityTests
{
    [Fact]
    public void Durations_are_parsed_printed_and_refused_as_by_Go()
    {
        var wrong = new List<string>();
        foreach (var row in Rows("go-durations.jsonl"))
        {
            var ok = GoDuration.TryParse(row[0], out var duration, out var error);
            var nanoseconds = duration.Nanoseconds.ToString(CultureInfo.InvariantCulture);
            if ((nanoseconds, error ?? "", duration.ToString()) != (row[1], row[2], row[3]) || ok != (row[2].Length == 0))
            {
                wrong.Add($"{row[0]}: {nanoseconds} {error} {duration}, Go says {row[1]} {row[2]} {row[3]}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Commands_become_the_arguments_that_Go_gives_Velero()
    {
        var wrong = new List<string>();
        foreach (var row in Rows("go-commands.jsonl"))
        {
            var arguments = VeleroCommand.Parse(row[0]).Arguments;
            if (!arguments.SequenceEqual(row[1..]))
            {
                wrong.Add($"{row[0]}: {string.Join('|', arguments)}, Go says {string.Join('|', row[1..])}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static List<string[]> Rows(string file, [CallerFilePath] string here = "")
    {
        var rows = File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "cases", file)).Select(line => JsonSerializer.Deserialize<string[]>(line)!).ToList();
        rows.Count.ShouldBeGreaterThan(200);
        return rows;
    }
}
