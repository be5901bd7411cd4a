using System.Text.Json;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Watching;
using Xunit.Abstractions;
using static VeleroFreeze.Tests.Consistency.Watching.Watched;

namespace VeleroFreeze.Tests.Consistency.Watching;

/// <summary>The figures of the README, with names and UIDs that do not repeat, as real ones.</summary>
public sealed class HistorySizeTests(ITestOutputHelper output)
{
    [Fact]
    public void A_cluster_of_10_000_VMs_is_remembered_in_a_fraction_of_what_the_verifier_may_take()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var memory = Cluster(10_000);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"10,000 VMs: {bytes / 1024 / 1024} MiB");
        memory.Now(At(10))!.VirtualMachines.Count.ShouldBe(10_000);
        bytes.ShouldBeLessThan(100L * 1024 * 1024);
    }

    [Fact]
    public void The_record_of_6_000_VMs_that_are_frozen_and_thawed_fits_into_a_few_parts()
    {
        var memory = Cluster(6_000);
        for (var i = 0; i < 6_000; i++)
        {
            memory.Upsert(WatchedKind.VirtualMachineInstance, Real(i, "frozen").Instance, At(20 + (i * 0.1)));
            memory.Upsert(WatchedKind.VirtualMachineInstance, Real(i, "").Instance, At(25 + (i * 0.1)));
        }

        memory.Alive("all", "9", At(640));
        var plain = ClusterHistoryJson.Write(memory.Since(At(0), _ => true));
        var packed = Packed.Of(plain);
        output.WriteLine($"6,000 VMs: {packed.Length / 1024} KiB in {HistoryParts.Of(packed, null).Count} parts, {plain.Length / 1024 / 1024} MiB unpacked");
        plain.Length.ShouldBeLessThan(64 * 1024 * 1024);
        HistoryParts.Of(packed, null).Count.ShouldBeLessThanOrEqualTo(4);
        ClusterHistoryJson.Read(Packed.Open(packed)).VirtualMachines.Count.ShouldBe(6_000);
    }

    private static HistoryMemory Cluster(int machines)
    {
        var memory = Memory();
        for (var i = 0; i < machines; i++)
        {
            var real = Real(i, "");
            memory.Upsert(WatchedKind.VirtualMachine, real.Machine, At(1));
            memory.Upsert(WatchedKind.VirtualMachineInstance, real.Instance, At(1));
            memory.Upsert(WatchedKind.Pod, real.Launcher, At(1));
        }

        return memory;
    }

    private static (JsonElement Machine, JsonElement Instance, JsonElement Launcher) Real(int i, string freeze)
    {
        var random = new Random(i);
        var (machine, instance, pod) = (Uid(random), Uid(random), Uid(random));
        return (Machine($"db-{i}-{machine[..8]}"), Instance(instance, $"db-{i}-{machine[..8]}", freeze), Launcher(pod, instance, $"db-{i}-{machine[..8]}"));
    }

    private static string Uid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
