using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Core.Certificates;

/// <summary>What the rotation needs to know of one certificate. Keys are never part of it.</summary>
/// <param name="Id">Its key's identifier, in hexadecimal.</param>
/// <param name="IssuerId">The identifier of the key that signed it; its own for an authority.</param>
/// <param name="NotBefore">From when on it is valid.</param>
/// <param name="NotAfter">Until when.</param>
/// <param name="Pem">The certificate itself.</param>
public sealed record CertificateFacts(string Id, string IssuerId, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Pem)
{
    public bool IsExpired(DateTimeOffset now) => NotAfter <= now;

    /// <summary>How much of its life is over: 0 when it began, 1 at its end.</summary>
    public double Age(DateTimeOffset now) => (now - NotBefore) / (NotAfter - NotBefore);

    /// <summary>Reads all certificates of a PEM text, in their order.</summary>
    /// <returns>Empty when there is none, or when the text cannot be read: whoever needs one then makes it anew.</returns>
    public static IReadOnlyList<CertificateFacts> ReadAll(string? pem)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPem(pem);
            return [.. found.Select(Of)];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    /// <summary>The first certificate of a PEM text, or null.</summary>
    public static CertificateFacts? Read(string? pem) => ReadAll(pem) is [var first, ..] ? first : null;

    private static CertificateFacts Of(X509Certificate2 certificate)
    {
        // A certificate that names no key is told apart by itself.
        var id = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifier ?? certificate.Thumbprint;
        var issuer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier is { } key
            ? Convert.ToHexString(key.Span)
            : certificate.Subject == certificate.Issuer ? id : "";
        return new CertificateFacts(id, issuer, new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter), certificate.ExportCertificatePem());
    }
}
