using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VeleroFreeze.Sandbox.Errors;

namespace VeleroFreeze.Sandbox.Security;

/// <summary>Finds out who is asking: a client certificate of our authority, a bearer token from a table, or a service account's.</summary>
internal sealed class Authenticator(X509Certificate2 authority, IReadOnlyDictionary<string, UserInfo> tokens, ServiceAccountTokens accounts)
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    /// <exception cref="StatusException">There are credentials, and they are no good.</exception>
    public UserInfo Identify(HttpContext http)
    {
        if (http.Connection.ClientCertificate is { } certificate)
        {
            return IsTrusted(certificate) ? UserOf(certificate) : throw Refusal.Unauthorized();
        }

        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return UserInfo.Anonymous;
        }

        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && Find(header["Bearer ".Length..].Trim()) is { } user
            ? user
            : throw Refusal.Unauthorized();
    }

    /// <summary>Whose token it is; null when it is nobody's.</summary>
    public UserInfo? Find(string token)
    {
        var wanted = Encoding.UTF8.GetBytes(token);
        return tokens.FirstOrDefault(pair => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(pair.Key), wanted)).Value?.AsAuthenticated() ?? accounts.Find(token);
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static UserInfo UserOf(X509Certificate2 certificate)
    {
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false)
            .Select(part => (Type: part.GetSingleElementType().Value, Value: part.GetSingleElementValue() ?? ""))
            .ToList();
        var groups = parts.Where(part => part.Type == Organization).Select(part => part.Value).ToArray();
        return new UserInfo(parts.Find(part => part.Type == CommonName).Value ?? "", groups).AsAuthenticated();
    }
}
