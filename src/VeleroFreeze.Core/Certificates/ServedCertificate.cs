using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Core.Certificates;

/// <summary>The certificate that a webhook served, seen as an API server sees it.</summary>
/// <param name="Period">When it is valid.</param>
/// <param name="Problem">Why an API server would not go on, such as "has expired"; null when it would.</param>
public sealed record ServedCertificate(Validity Period, string? Problem)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <param name="presented">What came in the handshake, the server's own certificate first.</param>
    /// <param name="trusted">The caBundle. Each of its certificates is trusted for itself, whoever signed it.</param>
    /// <param name="serverName">The name that is called.</param>
    /// <param name="now">The moment it is looked at.</param>
    public static ServedCertificate Examine(IReadOnlyList<X509Certificate2> presented, X509Certificate2Collection trusted, string serverName, DateTimeOffset now)
    {
        var leaf = presented[0];
        var period = Validity.Of(leaf);
        return new ServedCertificate(period, period switch
        {
            _ when period.IsOver(now) => "has expired",
            _ when period.From > now => "is not valid yet",
            _ when !leaf.MatchesHostname(serverName, allowWildcards: true, allowCommonName: false) => $"does not name {serverName}",
            _ => IsTrusted(presented, trusted, now) ? null : "is not one that its caBundle trusts",
        });
    }

    private static bool IsTrusted(IReadOnlyList<X509Certificate2> presented, X509Certificate2Collection trusted, DateTimeOffset now)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                // A certificate may name any address to fetch its issuer from.
                DisableCertificateDownloads = true,
                VerificationTime = now.UtcDateTime,
                ApplicationPolicy = { new Oid(ServerAuthentication) },
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(presented.Skip(1).ToArray());
        // Go ends a chain at whatever is trusted, an intermediate authority as well; here only what signed itself counts as its end.
        return chain.Build(presented[0])
            || (chain.ChainStatus.All(found => found.Status == X509ChainStatusFlags.PartialChain)
                && chain.ChainElements.Any(element => trusted.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span))));
    }
}
