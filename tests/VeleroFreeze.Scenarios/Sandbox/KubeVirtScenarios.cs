using System.Net.Http.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>A VM's life as kubectl sees it, with the API server and the KubeVirt actor of the sandbox.</summary>
public sealed class KubeVirtScenarios : IAsyncLifetime
{
    private const string PreCommand = "pre.hook.backup.velero.io/command";
    private const string OurFreeze = """["/usr/bin/virt-freezer","--freeze","--name","db","--namespace","default","--unfreezeTimeoutSeconds","120"]""";
    private const string TheirFreeze = """["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "default"]""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _kubeconfig = Path.GetTempFileName();
    private ApiServer _api = null!;
    private KubeVirtActor _actor = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiServer.StartAsync(new ApiServerOptions { KubeconfigPath = _kubeconfig });
        _actor = await KubeVirtActor.StartAsync(_api.Kubeconfig, new KubeVirtOptions { Time = new VirtualTime(60, TimeProvider.System) });
    }

    public async Task DisposeAsync()
    {
        await _actor.DisposeAsync();
        await _api.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task A_vm_runs_gets_hooks_loses_them_and_changes_them_without_a_gap()
    {
        await StartVmAsync("healthy");
        (await PodAnnotationsAsync()).TextAt(PreCommand).ShouldBe(TheirFreeze);

        await KubectlAsync("annotate vm db kubevirt.io/skip-backup-hooks=true");
        await EventuallyAsync(async () => (await PodAnnotationsAsync()).TextAt(PreCommand) is null);
        await KubectlAsync("annotate vm db kubevirt.io/skip-backup-hooks-");
        await EventuallyAsync(async () => (await PodAnnotationsAsync()).TextAt(PreCommand) == TheirFreeze);

        using var client = new ClusterClient(_api.Kubeconfig, "scenario");
        var before = await client.GetAsync("/api/v1/namespaces/default/pods", CancellationToken.None);
        await KubectlAsync($"annotate vmi db '{PreCommand}={OurFreeze}'");
        await KubectlAsync("annotate vm db kubevirt.io/skip-backup-hooks=true");
        (await CommandsUntilOursAsync(client, before.TextAt("metadata", "resourceVersion")!)).ShouldBe([TheirFreeze, OurFreeze]);

        await KubectlAsync("""patch vm db --type=merge -p '{"spec":{"runStrategy":"Halted"}}'""");
        await KubectlAsync("wait --for=delete vmi/db --timeout=30s");
        await KubectlAsync("""wait vm/db --for=jsonpath='{.status.printableStatus}'=Stopped --timeout=30s""");
        (await KubectlAsync("get pods -o name")).ShouldBeEmpty();
        await KubectlAsync("delete vm db --timeout=30s");
        (await KubectlAsync("get vm,vmi,pods -o name")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_freeze_by_exec_shows_in_the_vmi_and_ends_by_subresource()
    {
        await StartVmAsync("healthy");
        await KubectlAsync("wait vmi/db --for=condition=AgentConnected --timeout=30s");
        var answer = await ExecAsync("--freeze");
        answer.NumberAt("exitCode").ShouldBe(0);
        answer.TextAt("stderr").ShouldNotBeNull().ShouldContain("Operation completed successfully");
        await KubectlAsync("""wait vmi/db --for=jsonpath='{.status.fsFreezeStatus}'=frozen --timeout=30s""");
        (await KubectlAsync("get --raw /apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/db/guestosinfo")).ShouldContain("\"guestAgentVersion\":\"8.2.0\"");
        await KubectlAsync("replace --raw /apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/db/unfreeze -f /dev/null");
        await EventuallyAsync(async () => (await KubectlAsync("get vmi db -o jsonpath='{.status.fsFreezeStatus}'")).Length == 0);
    }

    [Fact]
    public async Task A_hook_in_a_guest_without_agent_succeeds_and_freezes_nothing()
    {
        await StartVmAsync("no-agent");
        var answer = await ExecAsync("--freeze");
        answer.NumberAt("exitCode").ShouldBe(0);
        answer.TextAt("stderr").ShouldNotBeNull().ShouldContain("No guest agent, exiting");
        _actor.Guests.Truth()[0].ArrayAt("frozen").ShouldNotBeNull().ShouldBeEmpty();
    }

    private async Task StartVmAsync(string guest)
    {
        var manifest = $"""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata:
              name: db
              annotations:
                sandbox.velerofreeze.io/guest: {guest}
            spec:
              runStrategy: Always
              template:
                spec:
                  domain:
                    devices: {"{}"}
            """;
        await KubectlAsync("apply -f -", manifest);
        await KubectlAsync("""wait vm/db --for=jsonpath='{.status.printableStatus}'=Running --timeout=30s""");
    }

    private async Task<JsonNode?> ExecAsync(string mode)
    {
        var pod = await KubectlAsync("get pods -o jsonpath='{.items[0].metadata.name}'");
        string[] command = ["/usr/bin/virt-freezer", mode, "--name", "db", "--namespace", "default"];
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(_actor.ExecAddress, new { @namespace = "default", pod, container = "compute", command });
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonNode>();
    }

    private static async Task<List<string>> CommandsUntilOursAsync(ClusterClient client, string revision)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var seen = new List<string> { TheirFreeze };
        await foreach (var change in client.WatchAsync("/api/v1/namespaces/default/pods", revision, deadline.Token))
        {
            seen.Add(change.TextAt("object", "metadata", "annotations", PreCommand) ?? "none");
            if (seen[^1] == OurFreeze)
            {
                break;
            }
        }

        return [.. seen.Distinct()];
    }

    private async Task<JsonObject?> PodAnnotationsAsync() =>
        JsonNode.Parse(await KubectlAsync("get pods -l kubevirt.io=virt-launcher -o json")).ArrayAt("items").Objects().Single().ObjectAt("metadata", "annotations");

    private async Task<string> KubectlAsync(string arguments, string? input = null)
    {
        var result = await Shell.RunAsync(KubectlScript.For(_kubeconfig, arguments), input: input);
        result.ExitCode.ShouldBe(0, $"kubectl {arguments}: {result.Error}");
        return result.Output.Trim();
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }
}
