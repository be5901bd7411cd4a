namespace VeleroFreeze.Core.Evidence;

/// <summary>One error or warning, as <c>NAME-results.gz</c> keeps it: Velero copies there what it logs at these levels until the log is uploaded.</summary>
/// <param name="IsError">An error; else a warning.</param>
/// <param name="Namespace">Empty for Velero's own messages and those about cluster-scoped objects.</param>
/// <param name="Text">The message as Velero wrote it, such as <c> name: /POD message: /MESSAGE error: /ERROR</c> with a leading blank; parts that are absent are left out. 4,096 letters at most.</param>
public sealed record ResultMessage(bool IsError, string Namespace, string Text)
{
    private const int LongestText = 4096;

    private static readonly string[] Keys = [" resource: /", " name: /", " message: /", " error: /"];

    /// <summary>The resource, such as <c>pods</c>; empty when it is not told.</summary>
    public string Resource => Part(0);

    /// <summary>The object's name; empty when it is not told.</summary>
    public string Name => Part(1);

    /// <summary>What was logged; the whole text where it is not built as Velero builds it.</summary>
    public string Message => Text.Contains(Keys[2], StringComparison.Ordinal) ? Part(2) : Text;

    /// <summary>The error that was logged with it; empty when there was none.</summary>
    public string Error => Part(3);

    /// <summary>Puts one together as Velero does; what is null is left out.</summary>
    public static ResultMessage Of(bool isError, string @namespace, string? resource, string? name, string message, string? error) =>
        new(isError, @namespace, Cut($"{Shown(0, resource)}{Shown(1, name)}{Shown(2, message)}{Shown(3, error)}"));

    internal static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private static string Shown(int key, string? text) => text is null ? "" : Keys[key] + text;

    /// <summary>From its key to the next one. The order is fixed; a name holds no blank, so that only a message can look like the begin of an error.</summary>
    private string Part(int key)
    {
        var at = Text.IndexOf(Keys[key], StringComparison.Ordinal);
        if (at < 0 || (key < 2 && at > MessageAt))
        {
            return "";
        }

        var begin = at + Keys[key].Length;
        var end = Keys.Skip(key + 1).Select(next => Text.IndexOf(next, begin, StringComparison.Ordinal)).Where(found => found >= 0).DefaultIfEmpty(Text.Length).Min();
        return Text[begin..end];
    }

    private int MessageAt => Text.IndexOf(Keys[2], StringComparison.Ordinal) is var at and >= 0 ? at : Text.Length;
}
