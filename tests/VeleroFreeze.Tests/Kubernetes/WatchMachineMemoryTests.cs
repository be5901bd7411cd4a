using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>The whole heap is measured, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(WatchMachineMemoryTests), DisableParallelization = true)]
[Collection(nameof(WatchMachineMemoryTests))]
public sealed class WatchMachineMemoryTests
{
    private readonly WatchMachine _machine = new(pageSize: 500);

    [Fact]
    public void Memory_holds_what_is_there_and_not_what_was()
    {
        _machine.Apply(new WatchInput.Page(new KubernetesList([], "0", null)));
        ComeAndGo(1, 100_000);
        _machine.Count.ShouldBe(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        ComeAndGo(200_001, 200_000);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(2_000_000, "200,000 further objects came and went");
    }

    private void ComeAndGo(int version, int objects)
    {
        for (; objects > 0; objects--, version += 2)
        {
            _machine.Apply(new WatchInput.Upsert(Samples.Object("x", version, $"uid-{version}")));
            _machine.Apply(new WatchInput.Delete(Samples.Object("x", version + 1, $"uid-{version}")));
        }
    }
}
