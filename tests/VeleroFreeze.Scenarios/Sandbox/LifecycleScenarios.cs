using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VeleroFreeze.Sandbox;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>What happens over time: history runs out, owners and namespaces go, other servers join.</summary>
public sealed class LifecycleScenarios
{
    private const string Backups = "/apis/velero.io/v1/namespaces/default/backups";

    [Fact]
    public async Task A_watch_from_a_compacted_version_ends_with_an_error_event()
    {
        await using var cluster = await SandboxCluster.StartAsync(new ApiServerOptions { History = 2 });
        for (var i = 0; i < 5; i++)
        {
            await cluster.CreateAsync(Backups, Backup($"b{i}"));
        }

        var events = await cluster.WatchAsync($"{Backups}?watch=1&resourceVersion=2").ToListAsync();

        var only = events.ShouldHaveSingleItem();
        only.Text("type").ShouldBe("ERROR");
        only.Text("object", "reason").ShouldBe("Expired");
        only["object"]!["code"]!.GetValue<int>().ShouldBe(410);
    }

    [Fact]
    public async Task It_can_also_be_told_with_the_HTTP_status()
    {
        await using var cluster = await SandboxCluster.StartAsync(new ApiServerOptions { AnswersExpiredWatchWithStatus = true });
        await cluster.CreateAsync(Backups, Backup("b"));
        cluster.Api.Compact();

        var reply = await cluster.SendAsync("GET", $"{Backups}?watch=1&resourceVersion=2&timeoutSeconds=1");

        reply.Status.ShouldBe(410);
        reply.Body.Text("reason").ShouldBe("Expired");
    }

    [Fact]
    public async Task A_page_of_a_compacted_list_expires_with_a_token_for_the_rest()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await cluster.CreateAsync(Backups, Backup(name));
        }

        var first = await cluster.SendAsync("GET", $"{Backups}?limit=1");
        await cluster.CreateAsync(Backups, Backup("d"));
        cluster.Api.Compact();
        var expired = await cluster.SendAsync("GET", $"{Backups}?limit=1&continue={first.Body.Text("metadata", "continue")}");
        expired.Status.ShouldBe(410);
        var rest = await cluster.SendAsync("GET", $"{Backups}?continue={expired.Body.Text("metadata", "continue")}");

        rest.Body!["items"]!.AsArray().Select(item => item.Text("metadata", "name")).ShouldBe(["b", "c", "d"]);
    }

    [Fact]
    public async Task A_silent_watch_is_sent_bookmarks()
    {
        await using var cluster = await SandboxCluster.StartAsync(new ApiServerOptions { BookmarkInterval = TimeSpan.FromMilliseconds(50) });
        await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
        var version = long.Parse((await cluster.SendAsync("GET", Backups)).Body.Text("metadata", "resourceVersion")!, System.Globalization.CultureInfo.InvariantCulture);

        await foreach (var line in cluster.WatchAsync($"{Backups}?watch=1&allowWatchBookmarks=true"))
        {
            line.Text("type").ShouldBe("BOOKMARK");
            line.Text("object", "metadata", "resourceVersion").ShouldBe($"{version}");
            break;
        }
    }

    [Fact]
    public async Task An_object_goes_with_its_owner()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        var owner = await cluster.CreateAsync(Backups, Backup("owner"));
        var version = owner.Text("metadata", "resourceVersion");
        await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: report, ownerReferences: [{apiVersion: velero.io/v1, kind: Backup, name: owner, uid: {{owner.Text("metadata", "uid")}} }] }
            """);

        await cluster.SendAsync("DELETE", $"{Backups}/owner");

        await cluster.UntilDeletedAsync("/api/v1/namespaces/default/configmaps", "report", version!);
    }

    [Fact]
    public async Task An_orphan_stays()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        var owner = await cluster.CreateAsync(Backups, Backup("owner"));
        await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: report, ownerReferences: [{apiVersion: velero.io/v1, kind: Backup, name: owner, uid: {{owner.Text("metadata", "uid")}} }] }
            """);

        await cluster.SendAsync("DELETE", $"{Backups}/owner", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Orphan"}""");
        await cluster.UntilDeletedAsync(Backups, "owner", owner.Text("metadata", "resourceVersion")!);

        var orphan = await cluster.SendAsync("GET", "/api/v1/namespaces/default/configmaps/report");
        orphan.Status.ShouldBe(200);
        orphan.Body!["metadata"]!["ownerReferences"].ShouldBeNull();
    }

    [Fact]
    public async Task In_the_foreground_the_owner_goes_last()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        var owner = await cluster.CreateAsync(Backups, Backup("owner"));
        await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: report, finalizers: [example.com/keep], ownerReferences: [{apiVersion: velero.io/v1, kind: Backup, name: owner, uid: {{owner.Text("metadata", "uid")}} }] }
            """);

        var reply = await cluster.SendAsync("DELETE", $"{Backups}/owner?propagationPolicy=Foreground");
        reply.Body!["metadata"]!["finalizers"]!.ToJsonString().ShouldBe("""["foregroundDeletion"]""");
        (await cluster.SendAsync("GET", $"{Backups}/owner")).Status.ShouldBe(200);
        await cluster.MergeAsync("/api/v1/namespaces/default/configmaps/report", """{"metadata":{"finalizers":null}}""");

        await cluster.UntilDeletedAsync(Backups, "owner", owner.Text("metadata", "resourceVersion")!);
    }

    [Fact]
    public async Task A_pod_on_a_node_is_given_time_and_goes_when_its_node_says_so()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await cluster.CreateAsync("/api/v1/namespaces/default/pods", "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: n1, containers: [{name: c, image: i}]}}");

        var told = await cluster.SendAsync("DELETE", "/api/v1/namespaces/default/pods/p");
        told.Body!["metadata"]!["deletionGracePeriodSeconds"]!.GetValue<int>().ShouldBe(30);
        (await cluster.SendAsync("GET", "/api/v1/namespaces/default/pods/p")).Status.ShouldBe(200);
        (await cluster.SendAsync("DELETE", "/api/v1/namespaces/default/pods/p?gracePeriodSeconds=0")).Status.ShouldBe(200);

        (await cluster.SendAsync("GET", "/api/v1/namespaces/default/pods/p")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Another_server_can_serve_a_group()
    {
        await using var cluster = await SandboxCluster.StartAsync();
        await using var actor = await ActorAsync();
        await cluster.CreateAsync("/api/v1/namespaces/default/services", $$"""
            apiVersion: v1
            kind: Service
            metadata: {name: virt-api, annotations: {sandbox.velerofreeze.io/endpoint: "{{actor.Urls.First()}}" } }
            spec: {ports: [{port: 443}]}
            """);
        const string path = "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/db/freeze";
        (await cluster.SendAsync("PUT", path, "{}")).Status.ShouldBe(404);
        await cluster.CreateAsync("/apis/apiregistration.k8s.io/v1/apiservices", """
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1.subresources.kubevirt.io}
            spec: {group: subresources.kubevirt.io, version: v1, groupPriorityMinimum: 1000, versionPriority: 15, service: {name: virt-api, namespace: default}}
            """);

        var reply = await cluster.SendAsync("PUT", $"{path}?x=y", """{"unfreezeTimeout":"5m0s"}""");

        reply.Status.ShouldBe(202);
        reply.Body!.GetValue<string>().ShouldBe($"PUT {path}?x=y by tester of testers, system:masters, system:authenticated: {{\"unfreezeTimeout\":\"5m0s\"}}");
        (await cluster.SendAsync("GET", "/apis/subresources.kubevirt.io")).Body.Text("preferredVersion", "version").ShouldBe("v1");
        await actor.StopAsync();
        (await cluster.SendAsync("PUT", path, "{}")).Status.ShouldBe(503);
    }

    private static string Backup(string name) => $"{{apiVersion: velero.io/v1, kind: Backup, metadata: {{name: {name}}}}}";

    private static async Task<WebApplication> ActorAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var request = http.Request;
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            await http.Response.WriteAsync(
                $"{request.Method} {request.Path}{request.QueryString} by {request.Headers["X-Remote-User"]} of {request.Headers["X-Remote-Group"]}: {await reader.ReadToEndAsync()}");
        });
        await app.StartAsync();
        return app;
    }
}

/// <summary>Waiting for the API to say that something has happened.</summary>
internal static class Waiting
{
    public static async Task UntilDeletedAsync(this SandboxCluster cluster, string path, string name, string since)
    {
        await foreach (var line in cluster.WatchAsync($"{path}?watch=1&resourceVersion={since}&timeoutSeconds=20&fieldSelector=metadata.name%3D{name}"))
        {
            if (line.Text("type") == "DELETED")
            {
                return;
            }
        }

        throw new TimeoutException($"{name} was not deleted");
    }
}
