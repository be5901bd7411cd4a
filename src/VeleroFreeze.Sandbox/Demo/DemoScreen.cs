namespace VeleroFreeze.Sandbox.Demo;

/// <summary>What the demo prints: 80 columns, colours only on a terminal.</summary>
internal sealed class DemoScreen(TextWriter output, bool isTerminal)
{
    private const int Width = 80;

    private int _step;

    public static DemoScreen OfProcess() =>
        new(Console.Out, !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public void Step(string title) => output.WriteLine($"{Environment.NewLine}{Paint("1", $"{++_step}. {title}")}");

    public void Line(string text) => output.WriteLine(Cut("   " + text));

    /// <summary>A row of columns; the last one takes what is left.</summary>
    public void Row(params ReadOnlySpan<(string Text, int Width)> columns)
    {
        var line = "   ";
        foreach (var (text, width) in columns)
        {
            line += width == 0 ? text : (text.Length < width ? text : text[..(width - 1)]).PadRight(width);
        }

        output.WriteLine(Cut(line.TrimEnd()));
    }

    public void Good(string text) => output.WriteLine(Paint("32", text));

    public void Bad(string text) => output.WriteLine(Paint("31", text));

    private string Paint(string colour, string text) => isTerminal ? $"\e[{colour}m{text}\e[0m" : text;

    private static string Cut(string line) => line.Length <= Width ? line : line[..(Width - 1)] + "…";
}
