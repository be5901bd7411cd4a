using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>What becomes of a write when a webhook fails: what <c>failurePolicy: Ignore</c> covers, and what it does not.</summary>
public sealed class FailingHookScenarios
{
    public static TheoryData<string, int, int> Faults => new()
    {
        // The fault, the answer to the write under Ignore, and under Fail.
        { "garbage", 201, 500 },
        { "empty", 201, 500 },
        { "status 500", 201, 500 },
        { "status 302", 201, 500 },
        { "text/plain", 201, 500 },
        { "wrong uid", 201, 500 },
        { "no response", 201, 500 },
        { "wrong kind", 201, 500 },
        { "allowed is no bool", 201, 500 },
        { "patch is no base64", 201, 500 },
        { "patch is no list", 201, 500 },
        { "patch without type", 201, 500 },
        { "type without patch", 201, 500 },
        { "unknown patch type", 201, 500 },
        { "never answers", 201, 500 },
        { "hangs up", 201, 500 },
        { "patch does not apply", 500, 500 },
        { "patch leaves no object", 500, 500 },
        { "patch leaves another kind", 500, 500 },
        { "patch makes labels a list", 500, 500 },
        { "denied", 400, 400 },
        { "denied with a code", 418, 418 },
        { "allowed is missing", 400, 400 },
        { "fine", 201, 201 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_passed_over_or_not(string fault, int underIgnore, int underFail)
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync((http, review) => AnswerAsync(http, review, fault));
        await cluster.RegisterAsync(hook, "a", "Ignore");
        var ignored = await cluster.SendAsync("POST", HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"), "application/yaml");
        ignored.Status.ShouldBe(underIgnore, ignored.Message);
        cluster.Api.FailOpenCount("a.example.com").ShouldBe(underIgnore == 201 && fault != "fine" ? 1 : 0);

        await cluster.SendAsync("DELETE", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/a");
        await cluster.RegisterAsync(hook, "b", "Fail");
        var failed = await cluster.SendAsync("POST", HookConfiguration.VirtualMachines, HookConfiguration.Vm("two"), "application/yaml");
        failed.Status.ShouldBe(underFail, failed.Message);
        if (underFail != underIgnore)
        {
            failed.Message.ShouldStartWith("Internal error occurred: failed calling webhook \"b.example.com\": ");
        }
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("no authority")]
    [InlineData("another name")]
    [InlineData("nobody listens")]
    [InlineData("no service")]
    [InlineData("bundle is no PEM")]
    public async Task A_webhook_that_cannot_be_trusted_is_passed_over(string fault)
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Patch("""[{"op":"add","path":"/metadata/annotations","value":{"seen":"yes"}}]"""));
        await using var other = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.RegisterAsync("Mutating", "a", fault switch
        {
            "another authority" => $"url: https://localhost:{hook.Port}/, caBundle: {other.CaBundle}",
            "no authority" => $"url: https://localhost:{hook.Port}/",
            "another name" => $"service: {{name: s, namespace: default}}, caBundle: {hook.CaBundle}",
            "nobody listens" => $"url: https://localhost:1/, caBundle: {hook.CaBundle}",
            "no service" => $"service: {{name: none, namespace: default}}, caBundle: {hook.CaBundle}",
            _ => $"url: https://localhost:{hook.Port}/, caBundle: Z2FyYmFnZQ==",
        });
        await cluster.CreateAsync("/api/v1/namespaces/default/services", ServiceAt("s", hook.Port));

        var reply = await cluster.SendAsync("POST", HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"), "application/yaml");

        reply.Status.ShouldBe(201, reply.Message);
        reply.Annotation("seen").ShouldBeNull();
        cluster.Api.FailOpenCount("a.example.com").ShouldBe(1);
        ((string)(await cluster.SendAsync("GET", "/metrics")).Body!).ShouldContain("apiserver_admission_webhook_fail_open_count{name=\"a.example.com\",type=\"admit\"} 1");
    }

    [Fact]
    public async Task A_webhook_behind_a_service_is_called_under_the_service_s_name()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Allow(), "s.default.svc");
        await cluster.CreateAsync("/api/v1/namespaces/default/services", ServiceAt("s", hook.Port));
        await cluster.RegisterAsync("Mutating", "a", $"service: {{name: s, namespace: default, path: /mutate/required}}, caBundle: {hook.CaBundle}", "Fail");

        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"));

        hook.Requests.ShouldHaveSingleItem().ShouldBe("POST /mutate/required?timeout=1s HTTP/1.1 application/json");
    }

    private static string ServiceAt(string name, int port) => $$"""
        apiVersion: v1
        kind: Service
        metadata: { name: {{name}}, annotations: {sandbox.velerofreeze.io/endpoint: "127.0.0.1:{{port}}" } }
        spec: {ports: [{port: 443}]}
        """;

    private static async Task AnswerAsync(HttpContext http, JsonObject review, string fault)
    {
        switch (fault)
        {
            case "garbage":
                await HookServer.SayAsync(http, "{garbage");
                break;
            case "empty":
                http.Response.ContentType = "application/json";
                break;
            case "status 500" or "status 302":
                http.Response.StatusCode = fault == "status 500" ? 500 : 302;
                http.Response.Headers.Location = "/elsewhere";
                await http.Response.WriteAsJsonAsync(HookServer.Reply(review, HookServer.Allow()));
                break;
            case "text/plain":
                await HookServer.SayAsync(http, HookServer.Reply(review, HookServer.Allow()).ToJsonString(), "text/plain");
                break;
            case "no response":
                await HookServer.SayAsync(http, """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""");
                break;
            case "wrong kind":
                await HookServer.SayAsync(http, HookServer.Reply(review, HookServer.Allow()).ToJsonString().Replace("AdmissionReview", "Review", StringComparison.Ordinal));
                break;
            case "never answers":
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "hangs up":
                http.Abort();
                break;
            default:
                await http.Response.WriteAsJsonAsync(HookServer.Reply(review, ResponseFor(fault)));
                break;
        }
    }

    private static JsonObject ResponseFor(string fault) => fault switch
    {
        "wrong uid" => new() { ["uid"] = "other", ["allowed"] = true },
        "allowed is no bool" => new() { ["allowed"] = "yes" },
        "allowed is missing" => [],
        "patch is no base64" => new() { ["allowed"] = true, ["patchType"] = "JSONPatch", ["patch"] = "!" },
        "patch is no list" => HookServer.Patch("""{"op":"add"}"""),
        "patch without type" => new() { ["allowed"] = true, ["patch"] = "W10=" },
        "type without patch" => new() { ["allowed"] = true, ["patchType"] = "JSONPatch" },
        "unknown patch type" => new() { ["allowed"] = true, ["patchType"] = "Merge", ["patch"] = "W10=" },
        "patch does not apply" => HookServer.Patch("""[{"op":"add","path":"/metadata/annotations/k","value":"v"}]"""),
        "patch leaves no object" => HookServer.Patch("""[{"op":"replace","path":"","value":1}]"""),
        "patch leaves another kind" => HookServer.Patch("""[{"op":"replace","path":"/kind","value":"Pod"}]"""),
        "patch makes labels a list" => HookServer.Patch("""[{"op":"add","path":"/metadata/labels","value":["a"]}]"""),
        "denied" => new() { ["allowed"] = false, ["status"] = new JsonObject { ["message"] = "no" } },
        "denied with a code" => new() { ["allowed"] = false, ["status"] = new JsonObject { ["code"] = 418, ["message"] = "no" } },
        _ => HookServer.Allow(),
    };
}
