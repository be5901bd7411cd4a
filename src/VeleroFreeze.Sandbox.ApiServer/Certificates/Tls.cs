using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Sandbox.Certificates;

/// <summary>Connections that trust given certificates only.</summary>
public static class Tls
{
    public static SocketsHttpHandler Handler(X509Certificate2Collection trusted)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, _, errors) => errors == SslPolicyErrors.None && IsNamed(sender, certificate);
        if (trusted.Count > 0)
        {
            handler.SslOptions.CertificateChainPolicy = TrustOnly(trusted);
        }

        return handler;
    }

    /// <summary>Only names in the certificate's list of alternative names count, as in the API server; never its common name.</summary>
    private static bool IsNamed(object sender, X509Certificate? certificate) =>
        sender is SslStream stream && certificate is X509Certificate2 leaf && leaf.MatchesHostname(stream.TargetHostName, allowWildcards: true, allowCommonName: false);

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
