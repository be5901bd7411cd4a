using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Hosting;

/// <summary>A certificate with its key and chain, built once and used for every handshake until a newer one takes its place.</summary>
/// <param name="Context">The certificate and those sent with it.</param>
/// <param name="ClientAuthorities">The authorities of client certificates; null when none is asked for.</param>
internal sealed record TlsIdentity(SslStreamCertificateContext Context, X509Certificate2Collection? ClientAuthorities)
{
    public string Subject => Context.TargetCertificate.Subject;

    public DateTimeOffset NotBefore => new(Context.TargetCertificate.NotBefore.ToUniversalTime());

    public DateTimeOffset NotAfter => new(Context.TargetCertificate.NotAfter.ToUniversalTime());

    /// <summary>Makes an identity of what the files hold.</summary>
    /// <param name="contents">PEM; keys of the kinds EC and RSA.</param>
    /// <param name="problem">Null, or one line that says what is wrong.</param>
    public static TlsIdentity? TryLoad(TlsFileContents contents, out string? problem)
    {
        try
        {
            problem = null;
            var certificate = X509Certificate2.CreateFromPem(contents.Certificate, contents.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(contents.Certificate);
            chain.RemoveAt(0);
            return new TlsIdentity(
                // Offline: a handshake must not wait for a certificate to be fetched from somewhere.
                SslStreamCertificateContext.Create(certificate, chain, offline: true),
                contents.ClientAuthority is null ? null : LoadAuthorities(contents.ClientAuthority));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            problem = $"the certificate and key do not make a pair: {e.Message.ReplaceLineEndings(" ")}";
            return null;
        }
    }

    private static X509Certificate2Collection LoadAuthorities(string pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("the client authority's file holds no certificate");
    }
}
