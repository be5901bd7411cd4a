using System.Globalization;
using System.Text;

namespace VeleroFreeze.Hosting.Metrics;

/// <summary>Writes the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>Begins a family; its samples follow.</summary>
    /// <param name="name">Of the family, without <c>_bucket</c> and the like.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    /// <param name="help">One sentence.</param>
    public void Family(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(EscapedHelp(help)).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    public void Sample(string name, IReadOnlyList<KeyValuePair<string, string>> labels, double value)
    {
        _text.Append(name);
        if (labels.Count > 0)
        {
            var pairs = labels.Select(label => $"{PrometheusName.Sanitized(label.Key)}=\"{EscapedLabel(label.Value)}\"");
            _text.Append('{').AppendJoin(',', pairs).Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string EscapedHelp(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string EscapedLabel(string text) => EscapedHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
