using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Tests.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>
/// Whatever happened and however the network behaved: in the end the receiver knows the server's state, and no version of an object was told
/// twice.
/// </summary>
public sealed class WatchProperties(ITestOutputHelper output)
{
    [Fact]
    public void Any_history_over_any_network_ends_with_the_servers_state_and_tells_nothing_twice()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Count(3_000)).WithEndSize(1),
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
            {
                var history = new WatchHistory(seed);
                history.Run(steps: 40);
                foreach (var (what, count) in history.Seen)
                {
                    seen[what] = seen.GetValueOrDefault(what) + count;
                }
            }));

        output.WriteLine(string.Join(", ", seen.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}")));
        string[] all = ["Page", "Upsert", "Delete", "Bookmark", "Error", "End", "Idle", "repeated", "stale", "reordered"];
        all.ShouldAllBe(what => seen.GetValueOrDefault(what) > 0, "a network that never misbehaves proves little");
    }
}
