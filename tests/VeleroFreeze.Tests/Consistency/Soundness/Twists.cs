using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Sandbox.Guests;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>Plays a twist against one VM, at a moment between ten seconds before the backup and fifty after its start, and leaves the objects a watch would tell of.</summary>
internal sealed class Twists(Twist twist, PlayedVm vm, PlayedClocks clocks, Random chance)
{
    private readonly VirtualMachineKey _key = new("shop", vm.Name);

    public List<FreezingActor> Actors { get; } = [];

    public List<LeftFrozen> LeftFrozen { get; } = [];

    public IEnumerable<(DateTimeOffset At, Action<DateTimeOffset> Do)> Of(DateTimeOffset start)
    {
        var at = start.AddSeconds((chance.NextDouble() * 60) - 10);
        return twist switch
        {
            Twist.Replaced => Replace(at, vm.PodOf("fghij")),
            Twist.ReplacedUnderTheSamePodName => Replace(at, vm.PodOf("abcde")),
            Twist.Reset => [(at, now => vm.Current?.ResetAt(now))],
            Twist.Migrated => [(at, now => vm.Current?.MigrateAt(now, vm.PodOf("klmno")))],
            Twist.ThawedBySnapshot => Thaw(at, "VirtualMachineSnapshot", _key),
            Twist.ThawedByAnotherBackup => Thaw(at, "Backup", null),
            Twist.FrozenByAnEarlierBackup => FreezeEarlier(start),
            Twist.Hotplugged when vm.Attached.Count > 0 => [(at, now => vm.Attached[vm.Claims[^1]] = now)],
            Twist.AskedToStart => [(start.AddSeconds(-20), _ => vm.IsAskedToStart = true), .. chance.Next(2) == 0 ? Start(at) : []],
            _ => [],
        };
    }

    private IEnumerable<(DateTimeOffset, Action<DateTimeOffset>)> Replace(DateTimeOffset at, string pod)
    {
        if (!vm.RunsAtStart)
        {
            return [];
        }

        var off = chance.NextDouble() * 4;
        return [(at, vm.Stop), .. Start(at.AddSeconds(off), pod)];
    }

    private IEnumerable<(DateTimeOffset, Action<DateTimeOffset>)> Start(DateTimeOffset at, string? pod = null)
    {
        var agent = TimeSpan.FromSeconds(chance.Next(2) == 0 ? 1 : 15);
        return
        [
            (at, now =>
            {
                if (vm.Current is null)
                {
                    vm.Start(now, new Guest(GuestFault.Healthy, now) { AgentKnownFrom = now + agent }, pod ?? vm.PodOf("fghij"));
                }
            }),
        ];
    }

    private IEnumerable<(DateTimeOffset, Action<DateTimeOffset>)> Thaw(DateTimeOffset at, string kind, VirtualMachineKey? machine)
    {
        var told = at.AddSeconds(chance.NextDouble() * 3) + clocks.Verifier;
        Actors.Add(new FreezingActor
        {
            Kind = kind,
            Namespace = "shop",
            Name = "other",
            Uid = "other-uid",
            Machine = machine,
            From = clocks.Created(at.AddSeconds(-3 * chance.NextDouble())),
            To = chance.Next(3) == 0 ? null : told,
        });
        return [(at, now => vm.Current?.ThawAt(now))];
    }

    /// <summary>Its thaw failed, so that its timer still runs. Shortly after it KubeVirt's poll may not have come yet; the earlier Backup is known to the verifier then.</summary>
    private IEnumerable<(DateTimeOffset, Action<DateTimeOffset>)> FreezeEarlier(DateTimeOffset start)
    {
        var before = chance.Next(2) == 0 ? 4 + (chance.NextDouble() * 20) : 250 + (chance.NextDouble() * 49);
        var (from, until) = (start.AddSeconds(-before), start.AddSeconds(300 - before));
        if (vm.Guest is not { Fault: GuestFault.Healthy } guest)
        {
            return [];
        }

        vm.Guest = guest.Freeze(from, until);
        if (before < 14 || chance.Next(2) == 0)
        {
            LeftFrozen.Add(new LeftFrozen(_key, "velero/hourly", from, until));
        }

        return [];
    }
}
