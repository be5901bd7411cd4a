using System.Text.Json.Nodes;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>Whom the stand-in asks about a write, in which order, and what it makes of the answers.</summary>
public sealed class AdmissionScenarios
{
    private const string Append = """[{"op":"add","path":"/metadata/annotations","value":{"trail":"TRAIL"}}]""";

    [Fact]
    public async Task A_review_says_who_does_what_to_which_object()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.RegisterAsync(hook, "a", "Fail");

        await cluster.CreateAsync($"{HookConfiguration.VirtualMachines}?fieldManager=me", HookConfiguration.Vm("one"));
        (await cluster.MergeAsync($"{HookConfiguration.VirtualMachines}/one?dryRun=All", """{"metadata":{"labels":{"k":"v"}}}""")).Status.ShouldBe(200);
        (await cluster.SendAsync("DELETE", $"{HookConfiguration.VirtualMachines}/one")).Status.ShouldBe(200);

        var asked = hook.Asked.ToArray();
        asked.Select(request => request.Text("operation")).ShouldBe(["CREATE", "UPDATE", "DELETE"]);
        var create = asked[0];
        create["kind"]!.ToJsonString().ShouldBe("""{"group":"kubevirt.io","version":"v1","kind":"VirtualMachine"}""");
        create["resource"]!.ToJsonString().ShouldBe("""{"group":"kubevirt.io","version":"v1","resource":"virtualmachines"}""");
        create.Text("name").ShouldBe("one");
        create.Text("namespace").ShouldBe("default");
        create["userInfo"]!.ToJsonString().ShouldBe("""{"username":"tester","groups":["testers","system:masters","system:authenticated"]}""");
        create["options"]!.ToJsonString().ShouldBe("""{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"me"}""");
        create["oldObject"].ShouldBeNull();
        create["object"]!["metadata"]!["uid"].ShouldBeNull("the system fills in metadata after mutating admission");
        asked[1]["dryRun"]!.GetValue<bool>().ShouldBeTrue();
        asked[1].Text("object", "metadata", "labels", "k").ShouldBe("v");
        asked[1]["oldObject"]!["metadata"]!["labels"].ShouldBeNull();
        asked[2]["object"].ShouldBeNull();
        asked[2].Text("oldObject", "metadata", "name").ShouldBe("one");
    }

    [Fact]
    public async Task An_object_with_a_generated_name_has_none_yet()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.RegisterAsync(hook, "a", "Fail");

        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("\"\"", ", generateName: made-"));

        var request = hook.Asked.ShouldHaveSingleItem();
        request.ContainsKey("name").ShouldBeFalse();
        request.Text("object", "metadata", "generateName").ShouldBe("made-");
    }

    [Fact]
    public async Task Webhooks_are_asked_by_name_and_again_when_a_later_one_changed_the_object()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var first = await HookServer.StartAsync(_ => Say(order, "first", HookServer.Allow()));
        await using var second = await HookServer.StartAsync(_ => Say(order, "second", HookServer.Allow()));
        await using var third = await HookServer.StartAsync(request => Say(order, "third", request["object"]!["metadata"]!["annotations"] is null ? HookServer.Patch(Append) : HookServer.Allow()));
        await using var fourth = await HookServer.StartAsync(_ => Say(order, "fourth", HookServer.Allow()));
        await cluster.RegisterAsync(fourth, "d", more: "reinvocationPolicy: IfNeeded");
        await cluster.RegisterAsync(third, "c", more: "reinvocationPolicy: IfNeeded");
        await cluster.RegisterAsync(second, "b");
        await cluster.RegisterAsync(first, "a", more: "reinvocationPolicy: IfNeeded");

        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"));

        // The second does not want to be asked again; the third changed the object itself; the fourth saw its final state.
        order.ShouldBe(["first", "second", "third", "fourth", "first"]);
        first.Asked.Last().Text("object", "metadata", "annotations", "trail").ShouldBe("TRAIL");
    }

    [Fact]
    public async Task Labels_are_matched_on_the_object_or_the_old_object()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.RegisterAsync(hook, "a", "Fail", "objectSelector: {matchExpressions: [{key: k, operator: Exists}]}");

        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"));
        hook.Asked.Count.ShouldBe(0, "no label");
        await cluster.MergeAsync($"{HookConfiguration.VirtualMachines}/one", """{"metadata":{"labels":{"k":"v"}}}""");
        hook.Asked.Count.ShouldBe(1, "label on the object");
        await cluster.MergeAsync($"{HookConfiguration.VirtualMachines}/one", """{"metadata":{"labels":{"k":null}}}""");
        hook.Asked.Count.ShouldBe(2, "label on the old object");
        await cluster.MergeAsync($"{HookConfiguration.VirtualMachines}/one", """{"metadata":{"labels":{"other":"v"}}}""");
        hook.Asked.Count.ShouldBe(2, "label on neither");
    }

    [Fact]
    public async Task Namespaces_partitioned_by_label_are_answered_once()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var labelled = await HookServer.StartAsync(_ => HookServer.Allow());
        await using var rest = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.RegisterAsync(labelled, "a", "Fail", "namespaceSelector: {matchExpressions: [{key: mode, operator: In, values: [required, enabled]}]}");
        await cluster.RegisterAsync(rest, "b", "Fail", "namespaceSelector: {matchExpressions: [{key: mode, operator: NotIn, values: [required, enabled]}]}");

        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"));
        (labelled.Asked.Count, rest.Asked.Count).ShouldBe((0, 1));
        await cluster.MergeAsync("/api/v1/namespaces/default", """{"metadata":{"labels":{"mode":"required"}}}""");
        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("two"));
        (labelled.Asked.Count, rest.Asked.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task An_older_version_is_converted_for_a_rule_on_the_newer_one()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Patch("""[{"op":"add","path":"/metadata/annotations","value":{"seen":"yes"}}]"""));
        await cluster.RegisterAsync(hook, "a", "Fail");

        var old = HookConfiguration.Vm("one").Replace("kubevirt.io/v1", "kubevirt.io/v1alpha3", StringComparison.Ordinal);
        var reply = await cluster.SendAsync("POST", "/apis/kubevirt.io/v1alpha3/namespaces/default/virtualmachines", old, "application/yaml");

        reply.Status.ShouldBe(201, reply.Message);
        reply.Body.Text("apiVersion").ShouldBe("kubevirt.io/v1alpha3");
        reply.Annotation("seen").ShouldBe("yes");
        var request = hook.Asked.ShouldHaveSingleItem();
        request.Text("object", "apiVersion").ShouldBe("kubevirt.io/v1");
        request.Text("kind", "version").ShouldBe("v1");
        request.Text("requestKind", "version").ShouldBe("v1alpha3");
    }

    [Fact]
    public async Task An_exact_rule_does_not_see_the_older_version()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.RegisterAsync(hook, "a", "Fail", "matchPolicy: Exact");

        var old = HookConfiguration.Vm("one").Replace("kubevirt.io/v1", "kubevirt.io/v1alpha3", StringComparison.Ordinal);
        (await cluster.SendAsync("POST", "/apis/kubevirt.io/v1alpha3/namespaces/default/virtualmachines", old, "application/yaml")).Status.ShouldBe(201);

        hook.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_status_is_not_the_object()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"));
        await cluster.RegisterAsync(hook, "a", "Fail");

        (await cluster.MergeAsync($"{HookConfiguration.VirtualMachines}/one/status", """{"status":{"created":true}}""")).Status.ShouldBe(200);

        hook.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_being_deleted_can_be_left_out()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => HookServer.Allow());
        await cluster.RegisterAsync(hook, "a", more: "matchConditions: [{name: not-deleted, expression: '!has(object.metadata.deletionTimestamp)'}]");
        await cluster.CreateAsync(HookConfiguration.VirtualMachines, HookConfiguration.Vm("one", ", finalizers: [example.com/keep]"));

        (await cluster.SendAsync("DELETE", $"{HookConfiguration.VirtualMachines}/one")).Status.ShouldBe(200);
        (await cluster.MergeAsync($"{HookConfiguration.VirtualMachines}/one", """{"metadata":{"finalizers":null}}""")).Status.ShouldBe(200);

        hook.Asked.Select(request => request.Text("operation")).ShouldBe(["CREATE"]);
    }

    [Fact]
    public async Task Any_other_condition_is_refused()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        var reply = await cluster.SendAsync("POST", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", """
            {"metadata":{"name":"a"},"webhooks":[{"name":"a.example.com","admissionReviewVersions":["v1"],"sideEffects":"None","clientConfig":{"url":"https://localhost/x"},
             "matchConditions":[{"name":"n","expression":"request.userInfo.username == 'x'"}]}]}
            """);

        reply.Status.ShouldBe(422);
        reply.Message.ShouldContain("does not evaluate CEL");
    }

    [Fact]
    public async Task Validating_webhooks_see_what_will_be_stored_and_their_no_counts()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var mutating = await HookServer.StartAsync(_ => HookServer.Patch(Append));
        await using var validating = await HookServer.StartAsync(_ => new JsonObject { ["allowed"] = false, ["status"] = new JsonObject { ["reason"] = "Forbidden", ["code"] = 403 } });
        await cluster.RegisterAsync(mutating, "a", "Fail");
        await cluster.RegisterAsync("Validating", "b", $"url: https://localhost:{validating.Port}/, caBundle: {validating.CaBundle}");

        var reply = await cluster.SendAsync("POST", HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"), "application/yaml");

        reply.Status.ShouldBe(403);
        reply.Message.ShouldBe("admission webhook \"b.example.com\" denied the request: Forbidden");
        var seen = validating.Asked.ShouldHaveSingleItem();
        seen.Text("object", "metadata", "annotations", "trail").ShouldBe("TRAIL");
        seen.Text("object", "metadata", "uid").ShouldNotBeNull();
        (await cluster.SendAsync("GET", $"{HookConfiguration.VirtualMachines}/one")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Warnings_reach_the_client_each_once_and_quoted()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => new JsonObject { ["allowed"] = true, ["warnings"] = new JsonArray("say \"hi\"", "say \"hi\"", "größer") });
        await cluster.RegisterAsync(hook, "a", "Fail");

        var reply = await cluster.SendAsync("POST", HookConfiguration.VirtualMachines, HookConfiguration.Vm("one"), "application/yaml");

        reply.Warnings.Count.ShouldBe(2);
        reply.Warnings[0].ShouldBe("299 - \"say \\\"hi\\\"\"");
    }

    private static JsonObject Say(System.Collections.Concurrent.ConcurrentQueue<string> order, string name, JsonObject response)
    {
        order.Enqueue(name);
        return response;
    }
}
