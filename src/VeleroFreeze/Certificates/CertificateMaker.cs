using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Core.Certificates;

namespace VeleroFreeze.Certificates;

/// <summary>A certificate with its private key, both PEM.</summary>
internal sealed record CertificatePair(string Certificate, string Key)
{
    // The key must not end up in a log by way of the record's own text.
    public override string ToString() => nameof(CertificatePair);
}

/// <summary>Makes authorities and serving certificates, all on P-256.</summary>
internal static class CertificateMaker
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static CertificatePair Authority(RotationRules rules, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name of its own: two authorities of one name in a bundle are hard to tell apart for people, and for some verifiers.
        var request = new CertificateRequest($"CN=velerofreeze-webhook-ca {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var made = request.CreateSelfSigned(now - RotationRules.Skew, now + rules.AuthorityLifetime);
        return new CertificatePair(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A serving certificate; it never outlives the authority.</summary>
    public static CertificatePair Leaf(CertificatePair authority, string serverName, RotationRules rules, DateTimeOffset now)
    {
        using var issuer = X509Certificate2.CreateFromPem(authority.Certificate, authority.Key);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={serverName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(serverName);
        names.AddDnsName($"{serverName}.cluster.local");
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var from = Later(now - RotationRules.Skew, new DateTimeOffset(issuer.NotBefore));
        var until = Earlier(now + rules.LeafLifetime, new DateTimeOffset(issuer.NotAfter));
        using var made = request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(16));
        return new CertificatePair(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
