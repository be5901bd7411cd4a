using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Sandbox;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Preflight;

/// <summary>Each guest of the sandbox, before a backup depends on it.</summary>
public sealed class GuestFaultScenarios(Velero118Cluster cluster) : IClassFixture<Velero118Cluster>
{
    [Theory]
    [InlineData("healthy", 0, null)]
    [InlineData("no-agent", 1, "agent-connected")]
    [InlineData("agent-dies", 1, "agent-connected")]
    [InlineData("freeze-disabled", 1, "agent-commands")]
    [InlineData("windows", 0, "guest-system")]
    // These show only when they are asked to freeze.
    [InlineData("permission-denied", 0, null)]
    [InlineData("slow", 0, null)]
    [InlineData("hangs", 0, null)]
    [InlineData("lying", 0, null)]
    [InlineData("log-injecting", 0, null)]
    public async Task What_is_wrong_with_a_guest_fails_its_check_and_no_other(string guest, int exitCode, string? check)
    {
        var ns = $"pf-{guest}";
        await cluster.StartVmAsync(ns, guest);
        var (result, checks) = await CheckAsync(ns);
        result.ExitCode.ShouldBe(exitCode, result.Output);
        var wrong = checks.Where(found => found.TextAt("name") == "db" && found.TextAt("id") != "injection" && found.TextAt("status") != "ok").ToList();
        wrong.Select(found => found.TextAt("id")).ShouldBe(check is null ? [] : [check]);
        wrong.Select(found => found.TextAt("hint")).ShouldBe(check is null ? [] : [$"README.md#preflight-{check}"]);
    }

    [Fact]
    public async Task A_paused_vm_fails_and_a_stopped_one_does_not()
    {
        await cluster.StartVmAsync("pf-paused", "healthy");
        await cluster.KubectlAsync("replace --raw /apis/subresources.kubevirt.io/v1/namespaces/pf-paused/virtualmachineinstances/db/pause -f /dev/null");
        await cluster.KubectlAsync("wait vmi/db -n pf-paused --for=condition=Paused --timeout=30s");
        var (result, checks) = await CheckAsync("pf-paused");
        result.ExitCode.ShouldBe(1);
        checks.Where(found => found.TextAt("status") == "failed").Select(found => found.TextAt("id")).ShouldBe(["vm-not-paused"]);

        await cluster.StartVmAsync("pf-stopped", run: "Halted");
        (result, checks) = await CheckAsync("pf-stopped");
        result.ExitCode.ShouldBe(0, result.Output);
        checks.Select(found => found.TextAt("id")).ShouldNotContain("agent-connected");
    }

    [Fact]
    public async Task What_a_guest_says_of_itself_forges_no_line()
    {
        await cluster.StartVmAsync("pf-forging", "log-injecting");
        var result = await RunAsync("pf-forging/db");
        result.Output.Split('\n').ShouldNotContain(line => line.StartsWith("time=", StringComparison.Ordinal) || line.StartsWith('{'));
    }

    [Fact]
    public async Task Of_all_vms_only_those_that_opted_in_are_checked()
    {
        await cluster.StartVmAsync("pf-in", "no-agent");
        await cluster.KubectlAsync("label vm/db -n pf-in velerofreeze.io/freeze=required");
        await cluster.StartVmAsync("pf-out", "no-agent");
        var result = await RunAsync("-A");
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("\npf-in/db\n");
        result.Output.ShouldNotContain("pf-out/db");
        result.Output.ShouldContain("not opted in and");
        (await RunAsync("-n pf-out")).Output.ShouldContain("; 1 VM has not opted in and was passed over\n");
    }

    [Fact]
    public async Task The_verifiers_rights_are_asked_for_only_when_told()
    {
        (await RunAsync("")).Output.ShouldNotContain("verifier-rights");
        (await RunAsync("--as-verifier")).Output.ShouldContain("verifier-rights: nothing is missing");
    }

    [Theory]
    [InlineData("db", "db is no NAMESPACE/VM")]
    [InlineData("shop/db -A", "choose one of")]
    [InlineData("shop/none", "there is no VM shop/none")]
    public async Task Bad_usage_says_what_is_meant(string arguments, string complaint)
    {
        var result = await RunAsync(arguments);
        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldContain(complaint);
    }

    [Fact]
    public async Task Without_a_cluster_nothing_can_be_told()
    {
        var result = await Shell.RunAsync($"sed -E 's|127.0.0.1:[0-9]+|127.0.0.1:1|' '{cluster.KubeconfigPath}' | velero-freeze preflight --kubeconfig /dev/stdin");
        result.ExitCode.ShouldBe(3);
        result.Error.ShouldContain("see --kubeconfig and --context");
    }

    private async Task<(ShellResult Result, List<JsonObject> Checks)> CheckAsync(string ns)
    {
        var result = await RunAsync($"{ns}/db -o json");
        return (result, [.. JsonNode.Parse(result.Output).ArrayAt("checks").Objects()]);
    }

    private Task<ShellResult> RunAsync(string arguments) => Shell.RunAsync($"velero-freeze preflight {arguments} --kubeconfig '{cluster.KubeconfigPath}'");
}
