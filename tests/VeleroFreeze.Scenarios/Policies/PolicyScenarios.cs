using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.MainJob;
using VeleroFreeze.Scenarios.Sandbox;

namespace VeleroFreeze.Scenarios.Policies;

/// <summary>The policies that the API server keeps for us. A real one compiles their expressions when it takes them; the stand-in stores them.</summary>
[Collection(ProtectedCluster.Alone)]
public sealed class PolicyScenarios(PolicyScenarios.Cluster cluster) : IClassFixture<PolicyScenarios.Cluster>
{
    public sealed class Cluster : IAsyncLifetime
    {
        internal Kubectl Kubectl { get; } = new() { PrefersRealServer = true };

        public Task InitializeAsync() => Kubectl.InitializeAsync();

        public Task DisposeAsync() => Kubectl.DisposeAsync();
    }

    [Theory]
    [InlineData("base/policies", "validatingadmissionpolicy", "velerofreeze-certs velerofreeze-hook-guard velerofreeze-verifier-backups velerofreeze-verifier-downloads", 1)]
    [InlineData("overlays/mutating-admission-policy", "mutatingadmissionpolicy", "velerofreeze", 2)]
    public Task The_API_server_takes_each_policy_with_its_bindings(string folder, string kind, string names, int bindings) => cluster.Kubectl.ShouldPrintAsync(
        $$"""
        kubectl apply -f {{Manifests.Folder}}/base/namespace.yaml > applied-$ns
        kubectl apply --validate=true -k {{Manifests.Folder}}/{{folder}} >> applied-$ns
        trap 'kubectl delete -k {{Manifests.Folder}}/{{folder}} > deleted-$ns; kubectl delete -f {{Manifests.Folder}}/base/namespace.yaml >> deleted-$ns' EXIT
        kubectl get {{kind}} -o jsonpath='{.items[*].metadata.name}{"\n"}'
        kubectl get {{kind}}binding -o jsonpath='{.items[*].spec.policyName}{"\n"}'
        """,
        $"{names}\n{string.Join(' ', names.Split(' ').SelectMany(name => Enumerable.Repeat(name, bindings)))}");

    /// <summary>A policy that fails must not keep anybody from writing a VM, and must not let our own accounts through.</summary>
    [Theory]
    [InlineData("base/policies", "ValidatingAdmissionPolicy velerofreeze-hook-guard", "Ignore")]
    [InlineData("base/policies", "ValidatingAdmissionPolicy velerofreeze-verifier-downloads", "Fail")]
    [InlineData("base/policies", "ValidatingAdmissionPolicy velerofreeze-verifier-backups", "Fail")]
    [InlineData("base/policies", "ValidatingAdmissionPolicy velerofreeze-certs", "Fail")]
    [InlineData("overlays/mutating-admission-policy", "MutatingAdmissionPolicy velerofreeze", "Ignore")]
    public async Task Only_our_own_accounts_are_fenced_by_policies_that_fail_closed(string folder, string name, string failurePolicy)
    {
        var policy = (await Manifests.RenderAsync(folder)).Named(name);
        policy.TextAt("spec", "failurePolicy").ShouldBe(failurePolicy);
        var onlyOurs = policy.ArrayAt("spec", "matchConditions").Objects().Any(condition => condition.TextAt("expression")!.Contains("endsWith(':velerofreeze-", StringComparison.Ordinal));
        onlyOurs.ShouldBe(failurePolicy == "Fail");
    }

    /// <summary>An API server does not ask a binding whose parameter is missing, so one of them has none.</summary>
    [Fact]
    public async Task Hooks_are_written_whether_or_not_there_is_a_ConfigMap_with_the_version()
    {
        var rendered = await Manifests.RenderAsync("overlays/mutating-admission-policy");
        rendered.Named("MutatingAdmissionPolicyBinding velerofreeze").ObjectAt("spec")!.ContainsKey("paramRef").ShouldBeFalse();
        var parameter = rendered.Named("MutatingAdmissionPolicyBinding velerofreeze-kubevirt").ObjectAt("spec", "paramRef")!;
        parameter.TextAt("parameterNotFoundAction").ShouldBe("Allow");
        var shipped = rendered.Named("ConfigMap velerofreeze/velerofreeze-kubevirt");
        (shipped.TextAt("metadata", "namespace"), shipped.TextAt("metadata", "name")).ShouldBe((parameter.TextAt("namespace"), parameter.TextAt("name")));
        shipped.ContainsKey("data").ShouldBeFalse("applied again, it would reset the version");
    }

    [Fact]
    public async Task The_guard_warns_and_does_not_refuse()
    {
        var binding = (await Manifests.RenderAsync("base")).Named("ValidatingAdmissionPolicyBinding velerofreeze-hook-guard");
        binding.ArrayAt("spec", "validationActions").Texts().ShouldBe(["Warn", "Audit"]);
    }

    /// <summary>As the README beside the manifests says it.</summary>
    [Fact]
    public async Task A_kustomization_has_the_guard_refuse()
    {
        var own = await RefusingAsync();
        if (await Kustomization.RenderAsync(since: 21, field: "patches", own) is { } rendered)
        {
            rendered.Named("ValidatingAdmissionPolicyBinding velerofreeze-hook-guard").ArrayAt("spec", "validationActions").Texts().ShouldBe(["Deny", "Audit"]);
        }
    }

    /// <summary>The kustomization of <c>deploy/README.md</c> that has the guard refuse.</summary>
    internal static async Task<string> RefusingAsync()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Manifests.Folder, "README.md"));
        var text = readme.Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0]).Single(block => block.Contains("validationActions", StringComparison.Ordinal));
        return text.Replace("../../base/policies", Kustomization.PathTo("base", "policies"), StringComparison.Ordinal);
    }
}
