using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>One Lease on a server that checks resource versions, seen by several candidates, each over a network of its own.</summary>
internal sealed class FakeLease
{
    private readonly Lock _gate = new();
    private int _version = 100;

    public JsonObject? Lease { get; private set; }

    /// <summary>Holders in the order in which the server accepted them.</summary>
    public List<string> Writes { get; } = [];

    public string? Holder => (string?)Lease?["spec"]!["holderIdentity"];

    /// <summary>A candidate's way to the server. The test may break it.</summary>
    public FakeApi Connect(Func<HttpMethod, CancellationToken, Task>? before = null, Func<HttpMethod, Task>? after = null) => new()
    {
        Otherwise = async (request, cancellation) =>
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellation);
            await (before?.Invoke(request.Method, cancellation) ?? Task.CompletedTask);
            var response = Answer(request.Method, body);
            await (after?.Invoke(request.Method) ?? Task.CompletedTask);
            return response;
        },
    };

    public void Edit(Action<JsonObject> change)
    {
        lock (_gate)
        {
            change(Lease!);
            Store(Lease!);
        }
    }

    public void Remove() => Lease = null;

    private HttpResponseMessage Answer(HttpMethod method, string body)
    {
        lock (_gate)
        {
            if (method == HttpMethod.Get)
            {
                return Lease is null ? FakeApi.Response(404, FakeApi.Status(404, "NotFound")) : FakeApi.Response(200, Lease.ToJsonString());
            }

            var sent = JsonNode.Parse(body)!.AsObject();
            if (method == HttpMethod.Post && Lease is not null)
            {
                return FakeApi.Response(409, FakeApi.Status(409, "AlreadyExists"));
            }

            if (method == HttpMethod.Put && (string?)sent["metadata"]!["resourceVersion"] != (string?)Lease?["metadata"]!["resourceVersion"])
            {
                return FakeApi.Response(409, FakeApi.Status(409, "Conflict"));
            }

            Store(sent);
            Writes.Add(Holder!);
            return FakeApi.Response(200, Lease!.ToJsonString());
        }
    }

    private void Store(JsonObject lease)
    {
        var stored = lease.DeepClone().AsObject();
        stored["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        stored["metadata"]!["uid"] = "lease-1";
        Lease = stored;
    }
}
