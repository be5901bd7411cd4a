namespace VeleroFreeze.Cli;

/// <summary>A line that says how far something is, written over itself; nothing at all where no person looks.</summary>
internal sealed class ProgressLine(CommandIO io) : IDisposable
{
    private int _shown;

    public void Show(string text)
    {
        if (io.ShowsProgress)
        {
            var line = TextLayout.Cell(text, Math.Min(text.Length, TextLayout.Width - 1));
            io.Error.Write("\r" + line.PadRight(_shown));
            _shown = line.Length;
        }
    }

    public void Clear()
    {
        if (_shown > 0)
        {
            io.Error.Write("\r" + new string(' ', _shown) + "\r");
            _shown = 0;
        }
    }

    public void Dispose() => Clear();
}
