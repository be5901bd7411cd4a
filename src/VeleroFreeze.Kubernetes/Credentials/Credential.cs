using System.Net.Security;

namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>What is presented to the server: a token, a client certificate, or both.</summary>
/// <param name="Token">One word of ASCII, as <see cref="Check"/> makes sure.</param>
/// <param name="Certificate">With its key.</param>
internal sealed record Credential(string? Token, SslStreamCertificateContext? Certificate)
{
    /// <exception cref="FormatException">Not a token: empty, or with blanks or control characters in it. The message does not hold it.</exception>
    public static string Check(string text)
    {
        var token = text.Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and < '\x7f') ? token : throw new FormatException("empty, or not one word of ASCII");
    }

    /// <summary>Never the token itself: texts end up in logs.</summary>
    public override string ToString() => $"({(Token, Certificate) switch { (null, _) => "client certificate", (_, null) => "token", _ => "token and client certificate" }})";
}
