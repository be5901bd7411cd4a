using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What is left of a watch: all of it, or less.</summary>
internal static class PlayedMemory
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    public static ClusterHistory Of(Watching watching, PlayedWatch watch, DateTimeOffset start, DateTimeOffset end, Random chance)
    {
        var moment = start + ((end - start) * chance.NextDouble());
        return watching switch
        {
            Watching.Missing => ClusterHistory.Nothing,
            Watching.Late => watch.Tell(moment, end + Later),
            Watching.Early => watch.Tell(PlayedWatch.Boot, moment),
            Watching.WithAGap => Joined(watch.Tell(PlayedWatch.Boot, moment), watch.Tell(moment.AddSeconds(chance.NextDouble() * 30), end + Later)),
            // The look is of the end, and the watch says that it goes back to before the start.
            Watching.OfAnotherInstance => watch.Tell(end, end + Later) with { Watched = [new WatchedSpan(PlayedWatch.Boot, end + Later)] },
            Watching.WithoutStates => watch.Tell(PlayedWatch.Boot, end + Later) is var told && chance.Next(2) == 0
                ? told with { VirtualMachines = ClusterHistory.Nothing.VirtualMachines }
                : told with { VirtualMachines = ClusterHistory.Nothing.VirtualMachines, Watched = [] },
            _ => watch.Tell(PlayedWatch.Boot, end + Later),
        };
    }

    /// <summary>Two lists with a gap between them: what happened in it is seen in the second list only.</summary>
    public static ClusterHistory Joined(ClusterHistory one, ClusterHistory other) => other with
    {
        Watched = [.. one.Watched, .. other.Watched],
        VirtualMachines = other.VirtualMachines.ToDictionary(pair => pair.Key, IReadOnlyList<VirtualMachineState> (pair) => [.. one.VirtualMachines[pair.Key], .. pair.Value]),
    };
}
