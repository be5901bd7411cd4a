using System.Globalization;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Cli.Verify;

/// <summary>One VM's backup for people: the verdict, what happened when and by which line of the log, and what to do.</summary>
internal static class ExplainText
{
    private const int TimeWidth = 20, LineWidth = 6, StateWidth = 7, IdWidth = 10;

    public static string Of(Explanation explanation, bool hasColours) =>
        string.Concat(Head(explanation, hasColours).Concat(Checklist(explanation.Machine)).Concat(Events(explanation)).Concat(Advice(explanation)).Select(line => line + "\n"));

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Head(Explanation explanation, bool hasColours)
    {
        var (machine, backup) = (explanation.Machine, explanation.Backup);
        var verdict = VerdictColours.Paint(ReportText.Label(machine.Verdict), machine.Verdict, hasColours);
        return TextLayout.Wrap(machine.Message, indent: 2).Prepend(TextLayout.Plain($"{machine.Key} in backup {backup.Name}: ") + verdict);
    }

    /// <summary>Reports of earlier releases have none.</summary>
    private static IEnumerable<string> Checklist(VirtualMachineReport machine)
    {
        if (machine.Obligations.Count == 0)
        {
            yield break;
        }

        yield return "";
        yield return "What a good verdict needs:";
        foreach (var obligation in machine.Obligations)
        {
            var text = TextLayout.Wrap(obligation.Evidence ?? obligation.Missing ?? "", indent: StateWidth + IdWidth + 6).ToList();
            yield return $"  {(obligation.Proven ? "proven" : "missing"),-StateWidth}  {obligation.Id,-IdWidth}  {text.FirstOrDefault()?.TrimStart()}".TrimEnd();
            foreach (var rest in text.Skip(1))
            {
                yield return rest;
            }
        }
    }

    private static IEnumerable<string> Events(Explanation explanation)
    {
        yield return "";
        yield return $"{"TIME",-TimeWidth} {"LINE",LineWidth}  WHAT";
        foreach (var entry in explanation.Timeline)
        {
            var at = entry.At is { } time ? Time(time) : "";
            var line = entry.Line is { } number ? number.ToString(CultureInfo.InvariantCulture) : "";
            var text = TextLayout.Wrap(entry.Text, indent: TimeWidth + LineWidth + 3).ToList();
            yield return $"{at,-TimeWidth} {line,LineWidth}  {text.FirstOrDefault()?.TrimStart()}".TrimEnd();
            foreach (var rest in text.Skip(1))
            {
                yield return rest;
            }
        }
    }

    private static IEnumerable<string> Advice(Explanation explanation) =>
        explanation.Advice.SelectMany(advice => TextLayout.Wrap(advice.Text, indent: 2).Prepend($"What to do about {advice.Reason}:").Prepend(""));
}
