using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Webhook;

/// <summary>Admission warnings travel in an HTTP header, which no control character may enter and which has little room.</summary>
internal static class WarningText
{
    public static string Fit(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (clean.Length <= InjectionWarning.MaxLength)
        {
            return clean;
        }

        var length = InjectionWarning.MaxLength - 1;
        return clean[..(char.IsHighSurrogate(clean[length - 1]) ? length - 1 : length)] + "…";
    }
}
