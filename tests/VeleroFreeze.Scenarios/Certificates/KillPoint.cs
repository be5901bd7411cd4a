using System.Text;

namespace VeleroFreeze.Scenarios.Certificates;

/// <summary>A phase of a change of authority, in which its process may be killed. Each begins with a write, and ends with the next.</summary>
/// <param name="Name">For people.</param>
/// <param name="Lasts">How long about.</param>
/// <param name="HasBegun">Told by the cluster, and by the authority that signed before the change.</param>
internal sealed record KillPoint(string Name, TimeSpan Lasts, Func<RotatedCluster, string?, Task<bool>> HasBegun)
{
    private const string Authority = "velerofreeze-webhook-ca";
    private const string Leaf = "velerofreeze-webhook-tls";

    /// <summary>Of those between which nothing is waited for.</summary>
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(60);

    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<KillPoint> All { get; } =
    [
        new("a new authority is asked for", AMoment, (_, _) => Task.FromResult(true)),
        new("the new authority is made", AMoment, async (cluster, _) => await cluster.DataAsync(Authority, "next.crt") is not null),
        new("both are trusted", RotatedCluster.Overlap, async (cluster, _) => (await cluster.BundlesAsync()).All(bundle => Count(bundle) == 2)),
        new("the new one is to sign", AMoment, async (cluster, _) => await cluster.DataAsync(Authority, "retired.crt") is not null),
        new("the old one waits for its end", RotatedCluster.RetireAfter, async (cluster, before) =>
            await cluster.DataAsync(Leaf, "ca.crt") is { } signer && signer != before && signer == await cluster.DataAsync(Authority, "ca.crt")),
        new("the old one is taken out", AMoment, async (cluster, before) =>
            await cluster.DataAsync(Authority, "ca.crt") != before && await cluster.DataAsync(Authority, "retired.crt") is null),
    ];

    /// <summary>How many authorities an entry trusts.</summary>
    public static int Count(string? bundle) => Encoding.ASCII.GetString(Convert.FromBase64String(bundle ?? "")).Split("-----BEGIN").Length - 1;
}
