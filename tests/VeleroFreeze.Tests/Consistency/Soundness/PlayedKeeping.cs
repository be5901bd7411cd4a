using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>Histories that come of the objects of the cluster, by way of whoever kept them.</summary>
internal sealed class PlayedKeeping(IReadOnlyList<PlayedVm> vms, KubeVirtRelease release, PlayedSchedule schedule, BackupObject backup, PlayedClocks clocks, Random chance)
{
    private static readonly WatchedKind[] Kinds = [.. Enum.GetValues<WatchedKind>().Where(kind => kind <= WatchedKind.VirtualMachineSnapshot)];

    private readonly DateTimeOffset _first = schedule.Start.AddMinutes(-20);
    private readonly DateTimeOffset _last = schedule.End.AddMinutes(5);

    private IEnumerable<PlayedEvent> Objects => vms.SelectMany(vm => new PlayedEvents(vm, release, clocks).All);

    public ClusterHistory Of(Keeping keeping, Twists twists) => keeping switch
    {
        Keeping.ByWord => ClusterHistory.ByWord(Look(AnyMoment())),
        Keeping.Forbidden => Written([new PlayedLife(_first, _first, _last)], Denial(), twists),
        _ => Written(Lives(), denial: null, twists),
    };

    private ClusterHistory Written(IReadOnlyList<PlayedLife> lives, PlayedDenial? denial, Twists twists)
    {
        var events = Objects.Concat(schedule.Own).Concat(twists.Actors.SelectMany(schedule.Other));
        var written = new PlayedRecord([.. events], backup, schedule.Start, clocks, chance).Written(lives, denial, vms.Count);
        return written with { LeftFrozen = [.. written.LeftFrozen, .. twists.LeftFrozen] };
    }

    /// <summary>As <c>kubectl get -o json</c> shows the objects at a moment.</summary>
    private ClusterFacts Look(DateTimeOffset at) => ClusterFactsReader.Read(
        Objects.Where(told => told.At <= at).OrderBy(told => told.At).GroupBy(told => (told.Kind, told.Key)).Select(same => same.Last().Object).OfType<System.Text.Json.JsonElement>(), at);

    private PlayedDenial Denial()
    {
        var kind = Kinds[chance.Next(Kinds.Length)];
        return chance.Next(3) switch
        {
            0 => new PlayedDenial(kind, _first, _last),
            1 => new PlayedDenial(kind, AnyMoment(), _last),
            _ => AnyMoment() is var from && chance.Next(2) == 0 ? new PlayedDenial(kind, from, from.AddSeconds(chance.NextDouble() * 40)) : new PlayedDenial(kind, _first, from),
        };
    }

    /// <summary>Up to three, of which each comes before or after the one before it is gone, and may have watched long before it leads.</summary>
    private List<PlayedLife> Lives()
    {
        var lives = new List<PlayedLife>();
        var (leads, from) = (_first, _first);
        for (var more = chance.Next(3); more > 0; more--)
        {
            var to = AnyMoment() is var moment && moment > leads ? moment : leads.AddSeconds(1);
            lives.Add(new PlayedLife(from, leads, to));
            leads = to.AddSeconds(chance.NextDouble() * 20);
            from = chance.Next(3) switch { 0 => leads, 1 => _first, _ => leads.AddSeconds(-chance.NextDouble() * 60) };
        }

        lives.Add(new PlayedLife(from, leads, leads > _last ? leads.AddMinutes(5) : _last));
        return lives;
    }

    private DateTimeOffset AnyMoment() => schedule.Start.AddSeconds(-30) + ((schedule.Left.AddSeconds(30) - schedule.Start.AddSeconds(-30)) * chance.NextDouble());
}
