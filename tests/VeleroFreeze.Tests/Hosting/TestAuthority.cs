using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Tests.Hosting;

/// <summary>A certificate authority of the tests' own. Its certificates are dated by the real clock: TLS on either side checks them against that one and no other.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _certificate;

    private TestAuthority(X509Certificate2 certificate) => _certificate = certificate;

    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_certificate.RawData);

    public string Pem => _certificate.ExportCertificatePem();

    public static TestAuthority Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new TestAuthority(AuthorityRequest(name, key).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(30)));
    }

    public TestAuthority Intermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = AuthorityRequest(name, key).Create(_certificate, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(20), Serial());
        return new TestAuthority(signed.CopyWithPrivateKey(key));
    }

    /// <summary>A server's pair for localhost as PEM.</summary>
    /// <param name="isRsa">An RSA key in place of one on P-256.</param>
    /// <param name="notAfter">Default in ten days.</param>
    public (string Certificate, string Key) Server(bool isRsa = false, DateTimeOffset? notAfter = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        using var leaf = Sign("localhost", "1.3.6.1.5.5.7.3.1", names.Build(), isRsa, notAfter ?? DateTimeOffset.UtcNow.AddDays(10));
        return (leaf.ExportCertificatePem(), isRsa ? leaf.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() : leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A server's certificate for a name and, if asked, for the loopback address.</summary>
    public X509Certificate2 Server(string name, bool loopback)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (loopback)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        return Sign(name, "1.3.6.1.5.5.7.3.1", names.Build(), isRsa: false, DateTimeOffset.UtcNow.AddDays(10));
    }

    public X509Certificate2 Client(string commonName, string usage = "1.3.6.1.5.5.7.3.2") => Sign(commonName, usage, names: null, isRsa: false, DateTimeOffset.UtcNow.AddDays(10));

    private static CertificateRequest AuthorityRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(12);

    private X509Certificate2 Sign(string commonName, string usage, X509Extension? names, bool isRsa, DateTimeOffset notAfter)
    {
        // Kept by the certificate that it is copied into.
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = isRsa ? RSA.Create(2048) : null;
        var request = rsa is null
            ? new CertificateRequest($"CN={commonName}", ec, HashAlgorithmName.SHA256)
            : new CertificateRequest($"CN={commonName}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        // By the authority's name and a generator: the authority's key need not be of the leaf's kind.
        using var authorityKey = _certificate.GetECDsaPrivateKey()!;
        using var signed = request.Create(_certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), DateTimeOffset.UtcNow.AddHours(-1), notAfter, Serial());
        return rsa is null ? signed.CopyWithPrivateKey(ec) : signed.CopyWithPrivateKey(rsa);
    }
}
