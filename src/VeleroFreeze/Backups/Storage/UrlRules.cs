using System.Net;

namespace VeleroFreeze.Backups.Storage;

/// <summary>Which URLs may be fetched at all, before any name is resolved.</summary>
/// <param name="Hosts">Of the storage location and of the administrator; with a dot in front, a domain.</param>
/// <param name="AllowHttp">Without TLS as well.</param>
/// <param name="AllowLoopback">Hosts that say they are this machine, as well.</param>
internal sealed record UrlRules(IReadOnlyList<string> Hosts, bool AllowHttp, bool AllowLoopback)
{
    /// <summary>The URL to fetch, or the outcome that says why not.</summary>
    public DownloadOutcome Check(string text, out Uri url)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out url!) || url.UserInfo.Length > 0 || url.Host.Length == 0)
        {
            return DownloadOutcome.UrlInvalid;
        }

        if (url.Scheme != Uri.UriSchemeHttps && (url.Scheme != Uri.UriSchemeHttp || !AllowHttp))
        {
            return DownloadOutcome.PlainHttp;
        }

        return IsKnown(url.IdnHost) ? DownloadOutcome.Fetched : DownloadOutcome.HostRefused;
    }

    private bool IsKnown(string host) => Hosts.Any(known => Matches(known, host)) || (AllowLoopback && SaysLoopback(host));

    private static bool Matches(string known, string host) => known.StartsWith('.')
        ? host.EndsWith(known, StringComparison.OrdinalIgnoreCase) && host.Length > known.Length
        : string.Equals(known, host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The host says by itself that it is this machine.</summary>
    public static bool SaysLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(AddressRules.Unwrap(address)));
}
