using System.Text;

namespace VeleroFreeze.Core.Text;

/// <summary>Turns the name of a closed case into the code that people and machines see.</summary>
public static class KebabCase
{
    /// <summary><c>NameNotKnownYet</c> becomes <c>name-not-known-yet</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Known<T>.Codes.TryGetValue(value, out var code) ? code : Code(value.ToString());

    private static string Code(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The codes of one kind of case: every answer of the webhook has two.</summary>
    private static class Known<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Codes = Enum.GetValues<T>().Distinct().ToDictionary(value => value, value => Code(value.ToString()));
    }
}
