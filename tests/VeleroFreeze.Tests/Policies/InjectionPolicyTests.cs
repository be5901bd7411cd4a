using System.Text.Json.Nodes;
using VeleroFreeze.Core.Injection;

namespace VeleroFreeze.Tests.Policies;

/// <summary>Injection by policy, held against the engine by what a real API server answered.</summary>
public sealed class InjectionPolicyTests
{
    private static readonly JsonObject Recorded = (JsonObject)JsonNode.Parse(File.ReadAllText(PolicyAnswers.File))!;

    [Fact]
    public void The_policy_is_the_one_that_was_asked() => ((string?)Recorded["policy"]).ShouldBe(PolicyAnswers.PolicyDigest, "record again: deploy/overlays/mutating-admission-policy/README.md says how");

    [Fact]
    public void Every_case_was_asked() => ((JsonObject)Recorded["answers"]!).Select(answer => answer.Key).ShouldBe(PolicyAnswers.Cases, ignoreOrder: true);

    /// <summary>The annotations of both ways to inject are the same, byte for byte, where no difference is named.</summary>
    [Fact]
    public void A_real_API_server_injects_by_the_policy_what_the_engine_does()
    {
        var answers = ((JsonObject)Recorded["answers"]!).Where(answer => answer.Value is JsonObject && !PolicyAnswers.Exceptions.ContainsKey(answer.Key));
        answers.Where(answer => !JsonNode.DeepEquals(answer.Value, PolicyAnswers.EngineAnswer(answer.Key))).Select(answer => answer.Key).ShouldBeEmpty();
    }

    /// <summary>A difference that is gone is to be named no longer: the engine leaves these VMs alone, and the policy does not.</summary>
    [Fact]
    public void Every_difference_that_is_named_is_one()
    {
        foreach (var name in PolicyAnswers.Exceptions.Keys)
        {
            HookInjector.Decide(PolicyAnswers.Request(name)).Outcome.ShouldBe(InjectionOutcome.Skipped, name);
            Recorded["answers"]![name]!.ToJsonString().ShouldContain("virt-freezer", Case.Sensitive, name);
        }
    }

    /// <summary>What an API server refuses before it asks any policy proves nothing about the policy.</summary>
    [Fact]
    public void Most_cases_are_VMs_that_an_API_server_takes()
    {
        var answers = (JsonObject)Recorded["answers"]!;
        answers.Count(answer => answer.Value is JsonObject).ShouldBeGreaterThan(80);
    }
}
