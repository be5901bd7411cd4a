using System.Text.Json.Nodes;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Tests.Policies;

/// <summary>What a real API server answered by the validating policies is what the table says, and was answered by the policies as they are.</summary>
public sealed class FencePolicyTests
{
    private const string Again = "record again: deploy/README.md says how";

    private static readonly JsonObject Recorded = (JsonObject)JsonNode.Parse(File.ReadAllText(FenceTable.File))!;

    [Fact]
    public void The_policies_are_those_that_were_asked() => ((string?)Recorded["policies"]).ShouldBe(FenceTable.PolicyDigest, Again);

    [Fact]
    public void The_questions_are_those_that_were_asked() => ((string?)Recorded["questions"]).ShouldBe(FenceTable.QuestionDigest, Again);

    [Fact]
    public void A_real_API_server_answers_as_the_table_says() => PolicyAnswers.Render(Recorded).ShouldBe(PolicyAnswers.Render(FenceTable.Expected), Again);

    [Fact]
    public void Every_policy_has_rows_that_pass_and_rows_that_do_not()
    {
        FenceTable.Policies.Count.ShouldBe(4);
        foreach (var policy in FenceTable.Policies)
        {
            var rows = FenceTable.Rows.Where(row => row.Policy == policy).ToList();
            rows.Count(row => row.IsAllowed).ShouldBeGreaterThan(5, policy);
            rows.Count(row => !row.IsAllowed).ShouldBeGreaterThan(5, policy);
        }
    }

    /// <summary>What is fenced is what the verifier has no use for, and nothing that it asks Velero for with every Backup.</summary>
    [Fact]
    public void The_verifier_may_download_what_it_downloads()
    {
        var allowed = FenceTable.Rows.Where(row => row is { Who: "verifier", Verb: "create", Kind: "downloadrequests", IsAllowed: true })
            .Select(row => FenceRow.Shaped(FenceTable.Kind(row.Kind).ObjectAt("object")!, row.Content).TextAt("spec", "target", "kind"));
        ArtifactFetcher.Kinds.Select(kind => kind.ToString()).Except(allowed).ShouldBeEmpty();
    }

    /// <summary>One would hide the other in what is recorded.</summary>
    [Fact]
    public void No_two_rows_of_a_policy_have_one_name() =>
        FenceTable.Rows.GroupBy(row => (row.Policy, row.Name)).Where(same => same.Count() > 1).Select(same => same.Key.Name).ShouldBeEmpty();
}
