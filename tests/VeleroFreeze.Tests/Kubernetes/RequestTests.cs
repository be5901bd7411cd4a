using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>Every request as the text that goes over the wire.</summary>
public sealed class RequestTests
{
    private static readonly ResourceKind Pods = new("", "v1", "pods");
    private static readonly ResourceKind Namespaces = new("", "v1", "namespaces", namespaced: false);
    private static readonly ResourceKind Backups = new("velero.io", "v1", "backups");
    private static readonly ResourceKind Instances = new("subresources.kubevirt.io", "v1", "virtualmachineinstances");
    private static readonly ResourceKind Webhooks = new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", namespaced: false);

    private static readonly ObjectAddress Pod = Pods.In("shop").Named("web-0");
    private static readonly ObjectAddress Backup = Backups.In("velero").Named("nightly");
    private static readonly ObjectAddress Instance = Instances.In("shop").Named("db");

    private static readonly byte[] Body = "{}"u8.ToArray();

    public static TheoryData<KubernetesRequest, string> Lines => new()
    {
        { RequestBuilder.Get(Pod), "GET /api/v1/namespaces/shop/pods/web-0" },
        { RequestBuilder.Get(Namespaces.Everywhere.Named("shop")), "GET /api/v1/namespaces/shop" },
        { RequestBuilder.Get(Backup), "GET /apis/velero.io/v1/namespaces/velero/backups/nightly" },
        { RequestBuilder.Get(Webhooks.Everywhere.Named("velero-freeze")), "GET /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/velero-freeze" },
        { RequestBuilder.Get(Pod.Sub("status")), "GET /api/v1/namespaces/shop/pods/web-0/status" },
        { RequestBuilder.Get(Instance.Sub("guestosinfo")), "GET /apis/subresources.kubevirt.io/v1/namespaces/shop/virtualmachineinstances/db/guestosinfo" },
        { RequestBuilder.Get(Pods.In("shop").Named("a:b")), "GET /api/v1/namespaces/shop/pods/a%3Ab" },
        { RequestBuilder.Get(Pods.In("shop").Named("a+b&c=d;e")), "GET /api/v1/namespaces/shop/pods/a%2Bb%26c%3Dd%3Be" },
        { RequestBuilder.Get(Pods.In("shop").Named("...")), "GET /api/v1/namespaces/shop/pods/..." },
        { RequestBuilder.Version(), "GET /version" },

        { RequestBuilder.List(Pods.In("shop"), new()), "GET /api/v1/namespaces/shop/pods" },
        { RequestBuilder.List(Pods.Everywhere, new()), "GET /api/v1/pods" },
        { RequestBuilder.List(Namespaces.Everywhere, new()), "GET /api/v1/namespaces" },
        { RequestBuilder.List(Backups.In("velero"), new()), "GET /apis/velero.io/v1/namespaces/velero/backups" },
        { RequestBuilder.List(Backups.Everywhere, new()), "GET /apis/velero.io/v1/backups" },
        { RequestBuilder.List(Pods.Everywhere, new() { Limit = 500 }), "GET /api/v1/pods?limit=500" },
        { RequestBuilder.List(Pods.Everywhere, new() { Limit = 0 }), "GET /api/v1/pods" },
        { RequestBuilder.List(Pods.Everywhere, new() { Limit = 500, Continue = "eyJ2Ijoi+/=" }), "GET /api/v1/pods?limit=500&continue=eyJ2Ijoi%2B%2F%3D" },
        { RequestBuilder.List(Pods.Everywhere, new() { LabelSelector = "app=web,tier!=db" }), "GET /api/v1/pods?labelSelector=app%3Dweb%2Ctier%21%3Ddb" },
        { RequestBuilder.List(Pods.Everywhere, new() { LabelSelector = "a in (b, c)" }), "GET /api/v1/pods?labelSelector=a%20in%20%28b%2C%20c%29" },
        { RequestBuilder.List(Pods.Everywhere, new() { LabelSelector = "" }), "GET /api/v1/pods" },
        { RequestBuilder.List(Pods.Everywhere, new() { LabelSelector = "x&limit=1#y?z" }), "GET /api/v1/pods?labelSelector=x%26limit%3D1%23y%3Fz" },
        { RequestBuilder.List(Pods.In("shop"), new() { FieldSelector = "metadata.name=web-0" }), "GET /api/v1/namespaces/shop/pods?fieldSelector=metadata.name%3Dweb-0" },
        { RequestBuilder.List(Pods.Everywhere, new() { ResourceVersion = "0" }), "GET /api/v1/pods?resourceVersion=0" },
        {
            RequestBuilder.List(Pods.Everywhere, new() { ResourceVersion = "42", ResourceVersionMatch = "NotOlderThan" }),
            "GET /api/v1/pods?resourceVersion=42&resourceVersionMatch=NotOlderThan"
        },
        {
            RequestBuilder.List(Pods.In("shop"), new() { LabelSelector = "a=b", FieldSelector = "c=d", Limit = 7 }),
            "GET /api/v1/namespaces/shop/pods?labelSelector=a%3Db&fieldSelector=c%3Dd&limit=7"
        },

        {
            RequestBuilder.Watch(Backups.In("velero"), new(), "42", 290),
            "GET /apis/velero.io/v1/namespaces/velero/backups?watch=true&allowWatchBookmarks=true&resourceVersion=42&timeoutSeconds=290"
        },
        {
            RequestBuilder.Watch(Pods.Everywhere, new() { LabelSelector = "kubevirt.io=virt-launcher" }, "7", 60),
            "GET /api/v1/pods?labelSelector=kubevirt.io%3Dvirt-launcher&watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=60"
        },
        {
            RequestBuilder.Watch(Namespaces.Everywhere, new() { FieldSelector = "metadata.name=shop" }, "1", 1),
            "GET /api/v1/namespaces?fieldSelector=metadata.name%3Dshop&watch=true&allowWatchBookmarks=true&resourceVersion=1&timeoutSeconds=1"
        },

        { RequestBuilder.Create(Pods.In("shop"), Body), "POST /api/v1/namespaces/shop/pods?fieldManager=velero-freeze" },
        { RequestBuilder.Create(Namespaces.Everywhere, Body), "POST /api/v1/namespaces?fieldManager=velero-freeze" },
        { RequestBuilder.Create(Pods.In("shop"), Body, new() { DryRun = true }), "POST /api/v1/namespaces/shop/pods?fieldManager=velero-freeze&dryRun=All" },
        { RequestBuilder.Create(Pods.In("shop"), Body, new() { FieldManager = "me too" }), "POST /api/v1/namespaces/shop/pods?fieldManager=me%20too" },
        { RequestBuilder.Create(Pod.Sub("eviction"), Body), "POST /api/v1/namespaces/shop/pods/web-0/eviction?fieldManager=velero-freeze" },

        { RequestBuilder.Replace(Backup, Body), "PUT /apis/velero.io/v1/namespaces/velero/backups/nightly?fieldManager=velero-freeze" },
        { RequestBuilder.Replace(Backup.Sub("status"), Body), "PUT /apis/velero.io/v1/namespaces/velero/backups/nightly/status?fieldManager=velero-freeze" },
        { RequestBuilder.Replace(Backup, Body, new() { DryRun = true }), "PUT /apis/velero.io/v1/namespaces/velero/backups/nightly?fieldManager=velero-freeze&dryRun=All" },
        { RequestBuilder.Invoke(Instance.Sub("freeze")), "PUT /apis/subresources.kubevirt.io/v1/namespaces/shop/virtualmachineinstances/db/freeze" },
        { RequestBuilder.Invoke(Instance.Sub("unfreeze")), "PUT /apis/subresources.kubevirt.io/v1/namespaces/shop/virtualmachineinstances/db/unfreeze" },

        { RequestBuilder.Patch(Backup, V1Patch.Merge([])), "PATCH /apis/velero.io/v1/namespaces/velero/backups/nightly?fieldManager=velero-freeze" },
        { RequestBuilder.Patch(Backup.Sub("status"), V1Patch.Merge([])), "PATCH /apis/velero.io/v1/namespaces/velero/backups/nightly/status?fieldManager=velero-freeze" },
        { RequestBuilder.Patch(Pod, V1Patch.Json(new JsonArray()), new() { DryRun = true }), "PATCH /api/v1/namespaces/shop/pods/web-0?fieldManager=velero-freeze&dryRun=All" },

        { RequestBuilder.Delete(Pod), "DELETE /api/v1/namespaces/shop/pods/web-0" },
        { RequestBuilder.Delete(Namespaces.Everywhere.Named("shop")), "DELETE /api/v1/namespaces/shop" },
        { RequestBuilder.Delete(Backup), "DELETE /apis/velero.io/v1/namespaces/velero/backups/nightly" },

        { RequestBuilder.Review(new AccessReview("get", Pods.Everywhere)), "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_request_is_this_line(KubernetesRequest request, string line) => $"{request.Method} {request.PathAndQuery}".ShouldBe(line);

    [Fact]
    public void Only_requests_that_ask_may_be_repeated()
    {
        KubernetesRequest[] all = [.. Lines.Select(row => (KubernetesRequest)row[0])];
        all.Where(r => r.ChangesNothing).ShouldAllBe(r => r.Method == HttpMethod.Get || r.PathAndQuery.EndsWith("/selfsubjectaccessreviews", StringComparison.Ordinal));
        all.Where(r => !r.ChangesNothing).ShouldAllBe(r => r.Method != HttpMethod.Get);
    }

    [Fact]
    public void A_delete_carries_its_conditions()
    {
        BodyOf(RequestBuilder.Delete(Pod)).ShouldBe("""{"apiVersion":"v1","kind":"DeleteOptions"}""");
        var all = new DeleteOptions { Uid = "u-1", ResourceVersion = "42", PropagationPolicy = "Foreground", GracePeriodSeconds = 0, DryRun = true };
        BodyOf(RequestBuilder.Delete(Pod, all)).ShouldBe(
            """{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u-1","resourceVersion":"42"},"propagationPolicy":"Foreground","gracePeriodSeconds":0,"dryRun":["All"]}""");
        BodyOf(RequestBuilder.Delete(Pod, new DeleteOptions { Uid = "u-1" })).ShouldBe("""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u-1"}}""");
    }

    [Fact]
    public void A_patch_says_which_kind_it_is()
    {
        var merge = RequestBuilder.Patch(Pod, V1Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = null } }));
        merge.ContentType.ShouldBe("application/merge-patch+json");
        BodyOf(merge).ShouldBe("""{"metadata":{"labels":null}}""");
        var json = RequestBuilder.Patch(Pod, V1Patch.Json("[]"u8.ToArray()));
        json.ContentType.ShouldBe("application/json-patch+json");
        BodyOf(json).ShouldBe("[]");
    }

    [Fact]
    public void A_review_asks_about_exactly_what_was_named()
    {
        BodyOf(RequestBuilder.Review(new AccessReview("patch", Backups.In("velero"), "nightly", "status"))).ShouldBe(
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"patch","group":"velero.io","version":"v1","resource":"backups","namespace":"velero","name":"nightly","subresource":"status"}}}""");
        BodyOf(RequestBuilder.Review(new AccessReview("list", Namespaces.Everywhere))).ShouldBe(
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"list","group":"","version":"v1","resource":"namespaces"}}}""");
    }

    private static string BodyOf(KubernetesRequest request) => Encoding.UTF8.GetString(request.Body.Span);
}
