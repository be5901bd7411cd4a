using System.Globalization;
using System.Text;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>
/// Warnings for the client, each once. When they pass 4,096 characters together, each is cut at 256 and what still passes the limit is dropped.
/// </summary>
internal sealed class WarningRecorder
{
    private const int TotalLimit = 4 * 1024;
    private const int ItemLimit = 256;
    private readonly Lock _lock = new();
    private readonly List<string> _texts = [];

    public void Add(string text)
    {
        lock (_lock)
        {
            if (text.Length > 0 && !text.Any(char.IsControl) && !_texts.Contains(text))
            {
                _texts.Add(text);
            }
        }
    }

    /// <summary>The values of the Warning headers.</summary>
    public IReadOnlyList<string> Headers()
    {
        lock (_lock)
        {
            var mustCut = _texts.Sum(Length) > TotalLimit;
            return [.. (mustCut ? Cut(_texts) : _texts).Select(Header)];
        }
    }

    private static IEnumerable<string> Cut(IEnumerable<string> texts)
    {
        var written = 0;
        foreach (var text in texts)
        {
            if (written >= TotalLimit)
            {
                yield break;
            }

            var cut = Length(text) > ItemLimit ? string.Concat(text.EnumerateRunes().Take(ItemLimit)) : text;
            written += Length(cut);
            yield return cut;
        }
    }

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static string Header(string text)
    {
        var quoted = new StringBuilder(text).Replace("\\", "\\\\").Replace("\"", "\\\"");
        return string.Create(CultureInfo.InvariantCulture, $"299 - \"{quoted}\"");
    }
}
