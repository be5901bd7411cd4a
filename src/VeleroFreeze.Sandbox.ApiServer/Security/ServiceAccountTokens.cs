using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Security;

/// <summary>For whom a token is, until when (null for always, as the token in a Secret), and the Secret with which it goes, if any.</summary>
internal sealed record TokenTerms(IReadOnlyList<string> Audiences, DateTimeOffset? Expires, StoredObject? Bound = null);

/// <summary>
/// Tokens of service accounts: signed, with everything in them that says whose they are, and good only as long as the account that they were made for.
/// </summary>
internal sealed class ServiceAccountTokens(ObjectStore store, TimeProvider time) : IDisposable
{
    /// <summary>Whom a token is for when nobody says: this API server, which takes no others.</summary>
    public const string Audience = "https://kubernetes.default.svc";

    private const string Claims = "kubernetes.io";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Issue(StoredObject account, TokenTerms terms)
    {
        var now = time.GetUtcNow();
        var claims = new JsonObject
        {
            ["aud"] = terms.Audiences.ToJsonArray(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Audience,
            ["jti"] = Guid.NewGuid().ToString(),
            [Claims] = new JsonObject { ["namespace"] = account.Key.Namespace, ["serviceaccount"] = Reference(account) },
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = ServiceAccountName.Of(account.Key.Namespace, account.Key.Name),
        };
        if (terms.Expires is { } expires)
        {
            claims["exp"] = expires.ToUnixTimeSeconds();
        }

        if (terms.Bound is { } bound)
        {
            claims[Claims]!["secret"] = Reference(bound);
        }

        var signed = $"{Encode(new JsonObject { ["alg"] = "ES256" })}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>Whose token it is; null when it is nobody's, or no longer.</summary>
    public UserInfo? Find(string token)
    {
        if (ReadSigned(token) is not { } claims || !claims.ArrayAt("aud").Texts().Contains(Audience))
        {
            return null;
        }

        var (space, named) = (claims.TextAt(Claims, "namespace") ?? "", claims.ObjectAt(Claims, "serviceaccount"));
        var isInTime = claims.NumberAt("exp") is not { } expires || time.GetUtcNow().ToUnixTimeSeconds() < expires;
        return isInTime && Stands(CoreTypes.ServiceAccounts, space, named) && (claims.ObjectAt(Claims, "secret") is not { } secret || Stands(CoreTypes.Secrets, space, secret))
            ? ServiceAccountName.UserOf(space, named.TextAt("name")!, named.TextAt("uid"))
            : null;
    }

    public void Dispose() => _key.Dispose();

    private bool Stands(ResourceType type, string space, JsonObject? reference) =>
        store.Current.Find(new ObjectKey(type, space, reference.TextAt("name") ?? "")) is { } stored && stored.Uid == reference.TextAt("uid");

    private JsonObject? ReadSigned(string token)
    {
        try
        {
            return token.Split('.') is [var header, var claims, var signature]
                && _key.VerifyData(Encoding.ASCII.GetBytes($"{header}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256)
                ? JsonText.Parse(Base64Url.DecodeFromChars(claims)) as JsonObject
                : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static JsonObject Reference(StoredObject stored) => new() { ["name"] = stored.Key.Name, ["uid"] = stored.Uid };

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(JsonText.ToBytes(part));
}
