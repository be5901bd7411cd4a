using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VeleroFreeze.Sandbox.Velero.Storage;

/// <summary>URLs that open one object for a while, whether or not it exists.</summary>
internal sealed class SignedUrls(byte[] key, TimeProvider time)
{
    /// <summary>How long a URL is good for, in virtual time.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <returns>The path with its query, from the root of the server.</returns>
    public string Sign(string path)
    {
        var expires = (time.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var rooted = $"/{ObjectStorage.Bucket}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
        return $"{rooted}?Expires={expires}&Signature={Signature(path, expires)}";
    }

    /// <param name="path">The path in the bucket.</param>
    /// <param name="expires">Seconds since 1970, as the query has them.</param>
    /// <param name="signature">As the query has it.</param>
    public bool Allows(string path, string? expires, string? signature) =>
        long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Signature(path, expires)), Encoding.UTF8.GetBytes(signature ?? ""))
        && time.GetUtcNow().ToUnixTimeSeconds() < until;

    private string Signature(string path, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{path}\n{expires}")));
}
