using System.Collections.Concurrent;
using System.Text;
using VeleroFreeze.Cli;
using VeleroFreeze.Cli.Preflight;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Tests.Preflight;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Cli.Preflight;

/// <summary>What is asked of the cluster, and what becomes of a no.</summary>
public sealed class PreflightRunTests : IDisposable
{
    private static readonly VirtualMachineKey Db = new("shop", "db");

    private readonly FakeApi _api = new();
    private readonly StringWriter _error = new();
    private string? _forbidden;
    private string _input = "";
    private bool _isRegistered;

    public PreflightRunTests() => _api.Otherwise = (request, _) => Task.FromResult(request.Method == HttpMethod.Post ? DryRun() : Answer(request.RequestUri!.AbsolutePath));

    [Fact]
    public async Task One_vm_takes_no_rights_beyond_its_namespace_for_what_decides()
    {
        var report = await RunAsync(Db);
        report.Status.ShouldBe(CheckStatus.Ok);
        _api.Sent.ShouldAllBe(request => request.StartsWith("GET ", StringComparison.Ordinal));
        _api.Sent.Where(request => request.Contains("virtualmachine", StringComparison.Ordinal) || request.Contains("/pods", StringComparison.Ordinal))
            .ShouldAllBe(request => request.Contains("/namespaces/shop/", StringComparison.Ordinal));
        _api.Sent.ShouldContain("GET /api/v1/namespaces/shop");
    }

    [Theory]
    [InlineData("mutatingwebhookconfigurations", "webhook-registered")]
    [InlineData("deployments", "velero-version")]
    [InlineData("kubevirts", "kubevirt-version")]
    public async Task What_may_not_be_read_about_the_cluster_is_said_and_decides_nothing(string forbidden, string check)
    {
        _forbidden = forbidden;
        var report = await RunAsync(Db);
        report.Results.Single(result => result.Check.Id == check).ShouldSatisfyAllConditions(
            result => result.Status.ShouldBe(CheckStatus.Unknown),
            result => result.Reason.ShouldContain($"cannot list {forbidden}"));
        report.Status.ShouldBe(CheckStatus.Ok);
    }

    [Fact]
    public async Task An_agent_that_may_not_be_asked_leaves_the_answer_open()
    {
        _forbidden = "guestosinfo";
        (await RunAsync(Db)).Status.ShouldBe(CheckStatus.Unknown);
    }

    [Theory]
    [InlineData("virtualmachines")]
    [InlineData("virtualmachineinstances")]
    [InlineData("pods")]
    [InlineData("persistentvolumeclaims")]
    public async Task Without_the_right_to_see_a_vm_there_is_no_answer(string forbidden)
    {
        _forbidden = forbidden;
        (await Should.ThrowAsync<KubernetesException>(() => RunAsync(Db))).Message.ShouldContain($"cannot list {forbidden}");
    }

    [Fact]
    public async Task What_the_webhook_says_of_its_certificate_comes_with_the_dry_run()
    {
        _isRegistered = true;
        var warnings = new ConcurrentQueue<string>(["of an earlier answer"]);
        using var client = _api.Client(options: new KubernetesClientOptions { OnWarning = warnings.Enqueue });
        var run = new PreflightRun(client, TimeProvider.System, new CommandIO(Stream.Null, Stream.Null, _error, true)) { Velero = "velero", Machine = Db, Warnings = warnings };
        var report = await run.CheckAsync(CancellationToken.None);
        _api.Sent.ShouldContain("POST /apis/kubevirt.io/v1/namespaces/shop/virtualmachines?fieldManager=velero-freeze&dryRun=All");
        _api.Bodies.ShouldContain(body => body.Contains("\"name\": \"velerofreeze-preflight\"", StringComparison.Ordinal));
        report.Results.Single(result => result.Check.Id == "webhook-certificate").Reason.ShouldStartWith("trusted by the API server; ");
    }

    [Fact]
    public async Task A_vm_that_is_not_there_is_bad_usage()
    {
        var failure = await Should.ThrowAsync<CommandException>(() => RunAsync(new VirtualMachineKey("shop", "dbb")));
        failure.Message.ShouldBe("there is no VM shop/dbb; kubectl get vm -n shop lists them");
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("")]
    [InlineData("yesterday\n")]
    public async Task A_guest_is_left_alone_unless_somebody_says_yes(string answer)
    {
        _input = answer;
        (await ProbeAsync(isInputRedirected: false)).Groups[^1].Name.ShouldBe("shop/db");
        _error.ToString().ShouldContain("[y/N]");
        _api.Sent.ShouldNotContain(request => request.StartsWith("PUT ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_yes_at_the_prompt_freezes()
    {
        _input = "y\n";
        (await ProbeAsync(isInputRedirected: false)).Groups[^1].Name.ShouldBe("probe of shop/db");
        _api.Sent.Count(request => request.StartsWith("PUT ", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_yes_has_to_be_said_before() =>
        (await Should.ThrowAsync<CommandException>(() => ProbeAsync(isInputRedirected: true))).Message.ShouldContain("--yes");

    public void Dispose()
    {
        _api.Dispose();
        _error.Dispose();
    }

    private async Task<PreflightReport> RunAsync(VirtualMachineKey machine)
    {
        using var client = _api.Client();
        return await Run(client, machine, isInputRedirected: true).CheckAsync(CancellationToken.None);
    }

    private async Task<PreflightReport> ProbeAsync(bool isInputRedirected)
    {
        using var client = _api.Client();
        var run = Run(client, Db, isInputRedirected);
        return await run.ProbeAsync(await run.CheckAsync(CancellationToken.None), yes: false);
    }

    private PreflightRun Run(KubernetesClient client, VirtualMachineKey machine, bool isInputRedirected) =>
        new(client, TimeProvider.System, new CommandIO(new MemoryStream(Encoding.UTF8.GetBytes(_input)), Stream.Null, _error, isInputRedirected)) { Velero = "velero", Machine = machine };

    private HttpResponseMessage Answer(string path)
    {
        var name = path.Split('/')[^1];
        if (name == _forbidden)
        {
            return FakeApi.Response(403, FakeApi.Status(403, "Forbidden", $"cannot list {name}"));
        }

        return name switch
        {
            "guestosinfo" => FakeApi.Response(200, $$"""
                {"guestAgentVersion":"8.2.0","fsFreezeStatus":"{{(_api.Sent[^2].EndsWith("/freeze", StringComparison.Ordinal) ? "frozen" : "thawed")}}","supportedCommands":[
                {"name":"guest-fsfreeze-freeze","enabled":true},{"name":"guest-fsfreeze-thaw","enabled":true},{"name":"guest-fsfreeze-status","enabled":true}]}
                """),
            "freeze" or "unfreeze" => FakeApi.Response(200, ""),
            "shop" => FakeApi.Response(200, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}"""),
            "mutatingwebhookconfigurations" when _isRegistered => FakeApi.Response(200, """
                {"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"velerofreeze"},"webhooks":[
                {"clientConfig":{"url":"https://hooks.test/mutate/required"},"rules":[{"apiGroups":["kubevirt.io"],"resources":["virtualmachines"]}]}]}]}
                """),
            "virtualmachines" => List("VirtualMachine"),
            "virtualmachineinstances" => List("VirtualMachineInstance"),
            "pods" => List("Pod"),
            _ => List("none"),
        };
    }

    private static HttpResponseMessage DryRun()
    {
        var response = FakeApi.Response(201, """{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"velerofreeze-preflight"}}""");
        response.Headers.TryAddWithoutValidation("Warning", "299 - \"velerofreeze: the serving certificate is valid from 2026-01-01T00:00:00Z to 2099-01-01T00:00:00Z\"");
        return response;
    }

    private static HttpResponseMessage List(string kind) => FakeApi.Response(200,
        $$"""{"metadata":{"resourceVersion":"1"},"items":[{{string.Join(',', PreflightCase.Healthy.Machine.Where(item => item.GetProperty("kind").GetString() == kind).Select(item => item.GetRawText()))}}]}""");
}
