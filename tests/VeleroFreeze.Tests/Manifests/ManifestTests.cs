using System.Text;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Manifests;

public sealed class ManifestTests
{
    [Fact]
    public void A_map_with_hundreds_of_hook_keys_is_refused_before_it_costs_memory()
    {
        var keys = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"velerofreeze.io/{i}\":\"\""));
        var vm = Vm($"{{{keys}}}");
        Manifest.TryRead(vm).ShouldBeNull();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Decide(vm).Reason.ShouldBe(InjectionReason.Unreadable);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(vm.Length);
    }

    [Fact]
    public void A_million_keys_of_others_cost_next_to_nothing()
    {
        var vm = Vm($"{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"a{i}\":\"\""))}}}");
        var manifest = Manifest.TryRead(vm).ShouldNotBeNull();
        manifest.HookAnnotations.Values.ShouldBeEmpty();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Manifest.TryRead(vm);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 * 1024);
    }

    [Theory]
    [InlineData("""{"runStrategy":"Halted"}""", true)]
    [InlineData("""{"running":false}""", true)]
    [InlineData("""{"runStrategy":null,"running":false}""", true)]
    [InlineData("""{"runStrategy":"Halted","running":true}""", false)]
    [InlineData("""{"runStrategy":"halted"}""", false)]
    [InlineData("""{"runStrategy":"Manual"}""", false)]
    [InlineData("""{"running":true}""", false)]
    [InlineData("""{"running":"false"}""", false)]
    [InlineData("{}", false)]
    public void Halted_is_what_the_spec_says(string spec, bool isHalted) =>
        Manifest.TryRead(Encoding.UTF8.GetBytes($$"""{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","spec":{{spec}}}"""))!.IsHalted.ShouldBe(isHalted);

    [Theory]
    [InlineData("""{"created":true}""", false)]
    [InlineData("""{"created":false}""", true)]
    [InlineData("""{"stateChangeRequests":[{"action":"Start"}]}""", false)]
    [InlineData("""{"stateChangeRequests":[]}""", true)]
    [InlineData("""{"printableStatus":"Running"}""", true)]
    public void Halted_needs_that_nothing_is_up_and_nothing_waits(string status, bool isHalted) =>
        Manifest.TryRead(Encoding.UTF8.GetBytes(
            $$"""{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","spec":{"runStrategy":"Halted"},"status":{{status}}}"""))!.IsHalted.ShouldBe(isHalted);

    [Theory]
    [InlineData("{} {}")]
    [InlineData("{}]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"spec\":{\"template\":tru}}")]
    public void What_is_no_JSON_object_is_not_read(string json)
    {
        Manifest.TryRead(Encoding.UTF8.GetBytes(json)).ShouldBeNull();
        Decide(Encoding.UTF8.GetBytes(json)).Reason.ShouldBe(InjectionReason.Unreadable);
    }

    [Fact]
    public void A_pointer_escapes_what_RFC_6901_says() =>
        JsonPointer.Of("a/b", "~", "", "~1").ToString().ShouldBe("/a~1b/~0//~01");

    private static byte[] Vm(string annotations) => Encoding.UTF8.GetBytes(
        """
        {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"db","namespace":"shop","labels":{"velerofreeze.io/freeze":"required"}},
         "spec":{"template":{"metadata":{"annotations":ANNOTATIONS}}}}
        """.Replace("ANNOTATIONS", annotations, StringComparison.Ordinal));

    private static InjectionResult Decide(byte[] json) =>
        HookInjector.Decide(new InjectionRequest { Operation = InjectionOperation.Create, Object = json, NamespaceDefault = FreezePolicy.None });
}
