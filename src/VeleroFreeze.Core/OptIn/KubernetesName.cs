namespace VeleroFreeze.Core.OptIn;

/// <summary>The names Kubernetes accepts, checked before one is put into a command.</summary>
public static class KubernetesName
{
    /// <summary>A DNS-1123 subdomain: the name of a VirtualMachine.</summary>
    public static bool IsSubdomain(string name) => name.Length is > 0 and <= 253 && name.Split('.').All(IsLabelText);

    /// <summary>A DNS-1123 label: the name of a Namespace.</summary>
    public static bool IsLabel(string name) => name.Length is > 0 and <= 63 && IsLabelText(name);

    private static bool IsLabelText(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && text[0] != '-' && text[^1] != '-';
}
