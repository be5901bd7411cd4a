using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.LeaderElection;

/// <summary>
/// What a Lease says. Its times are kept as text: they come from another machine's clock, and serve only to see that the record changed.
/// </summary>
/// <param name="Holder">Empty when it was released.</param>
/// <param name="DurationSeconds">As the holder wrote it.</param>
/// <param name="AcquireTime">When the holder began, by its own clock.</param>
/// <param name="RenewTime">When it last renewed, by its own clock.</param>
/// <param name="Transitions">How often the holder changed.</param>
internal sealed record LeaseRecord(string Holder, int DurationSeconds, string AcquireTime, string RenewTime, int Transitions)
{
    public static LeaseRecord Of(KubernetesObject lease)
    {
        var spec = lease.Json.Member("spec");
        return new LeaseRecord(
            spec.Text("holderIdentity") ?? "",
            spec.Number("leaseDurationSeconds") ?? 0,
            spec.Text("acquireTime") ?? "",
            spec.Text("renewTime") ?? "",
            spec.Number("leaseTransitions") ?? 0);
    }

    /// <summary>The Lease to create.</summary>
    public ReadOnlyMemory<byte> Render(string @namespace, string name) => Bytes(new JsonObject
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["namespace"] = @namespace, ["name"] = name },
        ["spec"] = Fill([]),
    });

    /// <summary>
    /// The Lease as read, with this record in it. Its resource version stays in, so the server takes it only over the state we read.
    /// </summary>
    public ReadOnlyMemory<byte> RenderOver(KubernetesObject lease)
    {
        var node = lease.ToNode();
        node["spec"] = Fill(node["spec"] as JsonObject ?? []);
        return Bytes(node);
    }

    /// <summary>As Kubernetes writes a MicroTime.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static byte[] Bytes(JsonObject node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private JsonObject Fill(JsonObject spec)
    {
        var filled = spec.DeepClone().AsObject();
        filled["holderIdentity"] = Holder;
        filled["leaseDurationSeconds"] = DurationSeconds;
        filled["acquireTime"] = AcquireTime;
        filled["renewTime"] = RenewTime;
        filled["leaseTransitions"] = Transitions;
        return filled;
    }
}
