using System.Text.Json.Nodes;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Injection;

public sealed class HookInjectorTests
{
    public static TheoryData<string> Cases => GoldenCases.Of("engine");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decides_each_case_as_recorded(string name)
    {
        var folder = GoldenCases.Folder("engine", name);
        var result = HookInjector.Decide(EngineCase.Read(folder));
        GoldenCases.ShouldMatch(Path.Combine(folder, "expected.json"), EngineCase.Render(result));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_second_pass_over_the_result_changes_nothing(string name)
    {
        var request = EngineCase.Read(GoldenCases.Folder("engine", name));
        var first = HookInjector.Decide(request);
        if (first.Patch.IsEmpty)
        {
            first.Outcome.ShouldBeOneOf(InjectionOutcome.Skipped, InjectionOutcome.Kept, InjectionOutcome.Unchanged);
            return;
        }

        var patched = Rfc6902.Apply(JsonNode.Parse(request.Object.Span), first.Patch);
        var second = HookInjector.Decide(request with { Object = System.Text.Encoding.UTF8.GetBytes(patched.ToJsonString()) });
        second.Patch.Operations.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Warnings_fit_what_the_API_server_passes_on(string name) =>
        HookInjector.Decide(EngineCase.Read(GoldenCases.Folder("engine", name)))
            .Warnings.ShouldAllBe(w => w.Text.Length <= 120 && !w.Text.Contains('\n'));
}
