using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>Certificates and keys from PEM text.</summary>
internal static class Certificates
{
    /// <exception cref="CryptographicException">There is none in the text.</exception>
    public static X509Certificate2Collection Authorities(string pem)
    {
        var collection = new X509Certificate2Collection();
        collection.ImportFromPem(pem);
        return collection.Count > 0 ? collection : throw new CryptographicException("no certificate in it");
    }

    /// <summary>A client certificate with its key and the intermediates that stand after it, which the server may need.</summary>
    /// <exception cref="CryptographicException">Certificate or key cannot be read, or the two do not belong together.</exception>
    public static SslStreamCertificateContext Client(string certificatePem, string keyPem)
    {
        var leaf = WithKey(certificatePem, keyPem);
        var rest = Authorities(certificatePem);
        rest.RemoveAt(0);
        // Offline: no fetching of issuers from addresses inside a certificate.
        return SslStreamCertificateContext.Create(leaf, rest, offline: true);
    }

    private static X509Certificate2 WithKey(string certificatePem, string keyPem)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            // Windows cannot use a key for TLS that exists only in memory.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null) : certificate;
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }
}
