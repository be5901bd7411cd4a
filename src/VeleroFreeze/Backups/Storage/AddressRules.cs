using System.Net;
using System.Net.Sockets;

namespace VeleroFreeze.Backups.Storage;

/// <summary>
/// Which addresses may be called for an artifact. A URL comes from an object that others can write; private ranges stay legal, because object
/// storage inside the cluster is normal.
/// </summary>
/// <param name="AllowLoopback">This machine itself may be called; for local clusters.</param>
/// <param name="ApiServer">Addresses and port of the API server, which is never called.</param>
internal sealed record AddressRules(bool AllowLoopback, IReadOnlyList<IPEndPoint> ApiServer)
{
    /// <summary>Why this machine is not called, unless it is permitted.</summary>
    public const string Loopback = "a loopback address";

    /// <summary>Where clouds serve credentials outside of the link-local range: AWS over IPv6, Alibaba, Oracle.</summary>
    private static readonly IPAddress[] MetadataServices =
        [IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192")];

    /// <summary>Null when the address may be called; else why not, in words.</summary>
    public string? Refusal(IPAddress address, int port)
    {
        var real = Unwrap(address);
        if (IPAddress.IsLoopback(real))
        {
            return !AllowLoopback ? Loopback : IsApiServer(real, port) ? "the API server's address" : null;
        }

        return Category(real) ?? (IsApiServer(real, port: null) ? "the API server's address" : null);
    }

    /// <summary>The IPv4 address inside an IPv6 one: mapped, compatible, NAT64 (RFC 6052) or 6to4; else the address itself.</summary>
    public static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0x20, 0x02, ..] => new IPAddress(bytes.AsSpan(2, 4)),
            [0, 0x64, 0xff, 0x9b, ..] => new IPAddress(bytes.AsSpan(12, 4)),
            _ when address.IsIPv4MappedToIPv6 || IsCompatible(bytes) => new IPAddress(bytes.AsSpan(12, 4)),
            _ => address,
        };
    }

    /// <summary><c>::a.b.c.d</c>; <c>::</c> and <c>::1</c> are no such addresses.</summary>
    private static bool IsCompatible(byte[] bytes) =>
        bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(12, 3).IndexOfAnyExcept((byte)0) >= 0;

    private static string? Category(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? CategoryV6(address) : CategoryV4(address);

    private static string? CategoryV6(IPAddress address) =>
        MetadataServices.Contains(address) ? "a cloud's metadata address"
        : address.Equals(IPAddress.IPv6Any) ? "no address of a host"
        : address.IsIPv6LinkLocal || address.IsIPv6SiteLocal ? "a link-local address"
        : address.IsIPv6Multicast ? "a multicast address"
        : null;

    private static string? CategoryV4(IPAddress address) => address.GetAddressBytes() switch
    {
        _ when MetadataServices.Contains(address) => "a cloud's metadata address",
        [0, ..] or [>= 240, ..] => "no address of a host",
        [169, 254, ..] => "a link-local address",
        [>= 224 and < 240, ..] => "a multicast address",
        _ => null,
    };

    private bool IsApiServer(IPAddress address, int? port) =>
        ApiServer.Any(known => Unwrap(known.Address).Equals(address) && (port is null || known.Port == port));
}
