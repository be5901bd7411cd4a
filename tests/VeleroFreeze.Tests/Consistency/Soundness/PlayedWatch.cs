using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What watches tell of the VMs of a history: every change of the truth, up to three seconds late, by the verifier's own clock.</summary>
internal sealed class PlayedWatch(IReadOnlyList<PlayedVm> vms, PlayedClocks clocks, Random chance)
{
    public static readonly DateTimeOffset Boot = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    /// <param name="from">When the verifier's lists were complete.</param>
    /// <param name="to">When its watches were last known to run.</param>
    public ClusterHistory Tell(DateTimeOffset from, DateTimeOffset to) => new()
    {
        Source = HistorySource.Watch,
        Watched = [new WatchedSpan(from + clocks.Verifier, to + clocks.Verifier)],
        VirtualMachines = vms.ToDictionary(vm => new VirtualMachineKey("shop", vm.Name), IReadOnlyList<VirtualMachineState> (vm) => States(vm, from, to)),
    };

    public ClusterFacts Look(DateTimeOffset at) => new(at, vms.ToDictionary(vm => new VirtualMachineKey("shop", vm.Name), vm => Facts(vm, at)));

    /// <summary>The list tells what is at its moment, and the watch each change after it.</summary>
    private List<VirtualMachineState> States(PlayedVm vm, DateTimeOffset from, DateTimeOffset to)
    {
        var told = from + clocks.Verifier;
        var states = new List<VirtualMachineState> { new(told, Facts(vm, from)) };
        foreach (var at in Changes(vm).Where(at => at > from && at <= to).Distinct().Order())
        {
            var next = at.AddSeconds(chance.NextDouble() * 3) + clocks.Verifier;
            told = next > told ? next : told;
            if (told <= to + clocks.Verifier)
            {
                states.Add(new VirtualMachineState(told, Facts(vm, at)));
            }
        }

        return states;
    }

    private static IEnumerable<DateTimeOffset> Changes(PlayedVm vm) => vm.Instances
        .SelectMany(instance => new[] { instance.From, instance.To ?? instance.From }.Concat(instance.Pods.Select(pod => pod.From)).Concat(instance.Polls()))
        .Concat(vm.Attached.Values);

    public VirtualMachineFacts Facts(PlayedVm vm, DateTimeOffset at)
    {
        var instance = vm.Instances.FirstOrDefault(instance => instance.IsThereAt(at));
        return new VirtualMachineFacts
        {
            Key = new VirtualMachineKey("shop", vm.Name),
            Policy = FreezePolicy.Required,
            State = instance is null ? RunState.Off : RunState.On,
            Guest = vm.Row is Row.WindowsInTime or Row.WindowsTooLate ? GuestSystem.Windows : vm.Row == Row.GuestSystemNotTold ? GuestSystem.Unknown : GuestSystem.Other,
            Disks = [.. vm.Claims.Where(claim => !vm.Attached.TryGetValue(claim, out var since) || since <= at).Select(claim => Disk(vm, claim))],
            Pods = instance is null ? [] : [.. Pods(instance, at), .. vm.Row == Row.MigratedBefore ? [new LauncherPod(instance.Pod + "-old", "Succeeded", null, instance.Uid, clocks.Created(instance.From))] : Array.Empty<LauncherPod>()],
            InstanceUid = instance?.Uid ?? "",
            InstanceCreatedAt = instance is null ? null : clocks.Created(instance.From),
            IsFrozen = instance?.ShowsFrozenAt(at) == true,
            IsAskedToStart = vm.IsAskedToStart,
        };
    }

    private IEnumerable<LauncherPod> Pods(PlayedInstance instance, DateTimeOffset at) => instance.Pods.Where(pod => pod.From <= at).Reverse()
        .Select((pod, i) => new LauncherPod(pod.Name, i == 0 ? "Running" : "Succeeded", null, instance.Uid, clocks.Created(pod.From)));

    private static DiskFacts Disk(PlayedVm vm, string claim) =>
        new($"disk{Array.IndexOf(vm.Claims, claim)}", claim, IsHotplugged: vm.Attached.ContainsKey(claim) || PlayedObjects.IsHotplugged(vm, claim)) { IsImporting = claim == vm.Imported };
}
