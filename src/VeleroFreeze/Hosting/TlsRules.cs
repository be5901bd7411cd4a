using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Hosting;

/// <summary>How a server speaks TLS, apart from its certificate.</summary>
/// <param name="Minimum">TLS 1.2 or 1.3.</param>
/// <param name="ClientName">The common name that a client certificate must carry; null accepts any of the authority.</param>
internal sealed record TlsRules(SslProtocols Minimum, string? ClientName)
{
    private const string CommonNameOid = "2.5.4.3";
    private const string ClientAuthenticationOid = "1.3.6.1.5.5.7.3.2";

    public SslServerAuthenticationOptions ToServerOptions(TlsIdentity identity)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Context,
            EnabledSslProtocols = Minimum == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (OperatingSystem.IsLinux())
        {
            options.CipherSuitesPolicy = ForwardSecretAndAuthenticated;
        }

        if (identity.ClientAuthorities is { } authorities)
        {
            options.ClientCertificateRequired = true;
            // A resumed session would outlive a change of the authority.
            options.AllowTlsResume = false;
            options.CertificateChainPolicy = ChainPolicy(authorities);
            options.RemoteCertificateValidationCallback = (_, certificate, _, errors) => Accepts(certificate, errors);
        }

        return options;
    }

    internal bool Accepts(X509Certificate? certificate, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None && certificate is X509Certificate2 client && (ClientName is null || CommonNames(client).SequenceEqual([ClientName]));

    private static IEnumerable<string?> CommonNames(X509Certificate2 certificate) =>
        certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => name is { HasMultipleElements: false } && name.GetSingleElementType().Value == CommonNameOid)
            .Select(name => name.GetSingleElementValue());

    private static X509ChainPolicy ChainPolicy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            // A client's certificate may name any address to fetch its issuer from.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthenticationOid));
        return policy;
    }

    [SupportedOSPlatform("linux")]
    private static CipherSuitesPolicy ForwardSecretAndAuthenticated { get; } = new(
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]);
}
