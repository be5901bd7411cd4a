using System.Text;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>
/// Writes a header once for each of its values. .NET joins them with commas, and the API server takes the whole for one group with that name. So the
/// values go into one text with a separator, and this encoding puts the end of a line and the name again in its place. HTTP/1.1 only: in HTTP/2 there
/// are no lines.
/// </summary>
internal sealed class RepeatedHeader(string name) : Encoding
{
    /// <summary>A control character: <see cref="Impersonation"/> lets none into a value, and nothing else can be mistaken for a new line.</summary>
    private const char Separator = '\u001f';

    public static string Join(IEnumerable<string> values) => string.Join(Separator, values);

    public override int GetByteCount(char[] chars, int index, int count) => UTF8.GetByteCount(Lines(chars, index, count));

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        UTF8.GetBytes(Lines(chars, charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount * (name.Length + 4));

    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);

    private string Lines(char[] chars, int index, int count) => new string(chars, index, count).Replace(Separator.ToString(), $"\r\n{name}: ", StringComparison.Ordinal);
}
