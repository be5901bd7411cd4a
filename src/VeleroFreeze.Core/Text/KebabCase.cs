using System.Text;

namespace VeleroFreeze.Core.Text;

/// <summary>Turns the name of a closed case into the code that people and machines see.</summary>
public static class KebabCase
{
    /// <summary><c>NameNotKnownYet</c> becomes <c>name-not-known-yet</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
