using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Certificates;

/// <summary>The two Secrets and the registration as they were read, each null where there is none.</summary>
internal sealed record StoredCertificates(KubernetesObject? Authority, KubernetesObject? Leaf, KubernetesObject? Registration)
{
    public const string CurrentCertificate = "ca.crt";
    public const string CurrentKey = "ca.key";
    public const string NextCertificate = "next.crt";
    public const string NextKey = "next.key";
    public const string RetiredCertificates = "retired.crt";

    public const string PublishedAt = "velerofreeze.io/published-at";
    public const string ChangedAt = "velerofreeze.io/changed-at";

    /// <summary>On either Secret: somebody wants a new one.</summary>
    public const string Rotate = "velerofreeze.io/rotate";

    /// <summary>Each says that somebody else writes the caBundle.</summary>
    private static readonly string[] Keepers = ["cert-manager.io/inject-ca-from", "cert-manager.io/inject-ca-from-secret", "service.beta.openshift.io/inject-cabundle"];

    public CertificatePair? Current => AuthorityOf(CurrentCertificate, CurrentKey);

    public CertificatePair? Next => AuthorityOf(NextCertificate, NextKey);

    public IReadOnlyList<JsonElement> Entries => Registration?.Json.Member("webhooks") is { ValueKind: JsonValueKind.Array } entries ? [.. entries.EnumerateArray()] : [];

    /// <param name="serverName">Whom the serving certificate is to be for.</param>
    public RotationState StateFor(string serverName)
    {
        var leaf = PairOf(Leaf, "tls.crt", "tls.key");
        return new RotationState
        {
            Current = CertificateFacts.Read(Current?.Certificate),
            Next = CertificateFacts.Read(Next?.Certificate),
            Retired = CertificateFacts.ReadAll(TextOf(Authority, RetiredCertificates)),
            PublishedAt = TimeOf(Authority, PublishedAt),
            ChangedAt = TimeOf(Authority, ChangedAt),
            Leaf = CertificateFacts.Read(leaf?.Certificate),
            LeafNamesService = leaf is null || Names(leaf.Certificate, serverName),
            Published = [.. Entries.Select(BundleOf)],
            WantsAuthority = Authority?.Metadata.Annotation(Rotate) is not null,
            WantsLeaf = Leaf?.Metadata.Annotation(Rotate) is not null,
            KeptBy = Keepers.FirstOrDefault(keeper => Registration?.Metadata.Annotation(keeper) is { Length: > 0 }),
        };
    }

    /// <summary>What cannot sign for our keys is no authority to us, whoever put it there.</summary>
    private CertificatePair? AuthorityOf(string certificate, string key)
    {
        if (PairOf(Authority, certificate, key) is not { } pair)
        {
            return null;
        }

        using var found = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
        using var signer = found.GetECDsaPrivateKey();
        return signer is not null && found.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority) ? pair : null;
    }

    /// <summary>A certificate whose key is missing or another's is as good as none: a new one is made.</summary>
    private static CertificatePair? PairOf(KubernetesObject? secret, string certificate, string key)
    {
        if (TextOf(secret, certificate) is not { } pem || TextOf(secret, key) is not { } keyPem)
        {
            return null;
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(pem, keyPem);
            return new CertificatePair(pem, keyPem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static IReadOnlyList<CertificateFacts> BundleOf(JsonElement entry) => CertificateFacts.ReadAll(Decode(entry.Member("clientConfig").Text("caBundle")));

    private static bool Names(string pem, string serverName)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.MatchesHostname(serverName);
        }
        catch (CryptographicException)
        {
            // A list of names that cannot be read names nobody.
            return false;
        }
    }

    private static string? TextOf(KubernetesObject? secret, string key) => Decode(secret?.Json.Member("data").Text(key));

    private static string? Decode(string? base64)
    {
        var bytes = new byte[base64?.Length ?? 0];
        return base64 is not null && Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static DateTimeOffset? TimeOf(KubernetesObject? secret, string annotation) =>
        DateTimeOffset.TryParse(secret?.Metadata.Annotation(annotation), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
