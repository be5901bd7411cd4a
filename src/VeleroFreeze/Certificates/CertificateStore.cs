using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Certificates;

/// <summary>Reads what a rotation is made of, and takes its steps. Every write is conditional on what was read: of two that do the same, one is refused.</summary>
internal sealed class CertificateStore(KubernetesClient client, CertificatePlaces places)
{
    private readonly FencedWriter _writer = new(client, static () => true);

    public ObjectAddress AuthorityAddress => Secrets.Named(CertificatePlaces.AuthoritySecret);

    public ObjectAddress LeafAddress => Secrets.Named(CertificatePlaces.LeafSecret);

    private ResourceScope Secrets => ClusterKinds.Secrets.In(places.Namespace);

    private ObjectAddress RegistrationAddress => ClusterKinds.Webhooks.Everywhere.Named(places.Registration);

    public async Task<StoredCertificates> ReadAsync(CancellationToken cancellation) => new(
        await client.FindAsync(AuthorityAddress, cancellation),
        await client.FindAsync(LeafAddress, cancellation),
        await client.FindAsync(RegistrationAddress, cancellation));

    /// <returns>False when somebody wrote in between: read again, and decide again.</returns>
    public async Task<bool> TakeAsync(StoredCertificates stored, RotationStep step, RotationRules rules, DateTimeOffset now, CancellationToken cancellation) => step switch
    {
        RotationStep.CreateAuthority create => await WriteAsync(stored.Authority, CertificatePlaces.AuthoritySecret, "Opaque", NewAuthority(CertificateMaker.Authority(rules, now), create), cancellation),
        RotationStep.NotePublished => await WriteAsync(stored.Authority, CertificatePlaces.AuthoritySecret, "Opaque", Content([], (StoredCertificates.PublishedAt, Time(now))), cancellation),
        RotationStep.Promote => await WriteAsync(stored.Authority, CertificatePlaces.AuthoritySecret, "Opaque", Promoted(stored, now), cancellation),
        RotationStep.SignLeaf => await WriteAsync(stored.Leaf, CertificatePlaces.LeafSecret, "kubernetes.io/tls", Leaf(stored.Current!, rules, now), cancellation),
        RotationStep.Retire => await WriteAsync(stored.Authority, CertificatePlaces.AuthoritySecret, "Opaque", Content([(StoredCertificates.RetiredCertificates, null)]), cancellation),
        RotationStep.Publish publish => await PublishAsync(stored, publish.Authorities, cancellation),
        _ => true,
    };

    private static JsonObject NewAuthority(CertificatePair made, RotationStep.CreateAuthority create)
    {
        List<(string, string?)> data = [(StoredCertificates.NextCertificate, made.Certificate), (StoredCertificates.NextKey, made.Key)];
        if (create.Retired.Count > 0)
        {
            data.Add((StoredCertificates.RetiredCertificates, Bundle(create.Retired)));
        }

        if (!create.KeepsCurrent)
        {
            data.AddRange([(StoredCertificates.CurrentCertificate, null), (StoredCertificates.CurrentKey, null)]);
        }

        return Content([.. data], (StoredCertificates.PublishedAt, null), (StoredCertificates.Rotate, null));
    }

    private JsonObject Promoted(StoredCertificates stored, DateTimeOffset now)
    {
        var state = stored.StateFor(places.ServerName);
        var retired = state.Retired.Concat(state.Current is { } current ? [current] : []).Where(authority => !authority.IsExpired(now)).ToList();
        return Content(
            [
                (StoredCertificates.CurrentCertificate, stored.Next!.Certificate), (StoredCertificates.CurrentKey, stored.Next.Key),
                (StoredCertificates.NextCertificate, null), (StoredCertificates.NextKey, null),
                (StoredCertificates.RetiredCertificates, retired.Count == 0 ? null : Bundle(retired)),
            ],
            (StoredCertificates.PublishedAt, null),
            (StoredCertificates.ChangedAt, Time(now)));
    }

    private JsonObject Leaf(CertificatePair authority, RotationRules rules, DateTimeOffset now)
    {
        var leaf = CertificateMaker.Leaf(authority, places.ServerName, rules, now);
        return Content([("tls.crt", leaf.Certificate), ("tls.key", leaf.Key), ("ca.crt", authority.Certificate)], (StoredCertificates.Rotate, null));
    }

    private async Task<bool> WriteAsync(KubernetesObject? seen, string name, string type, JsonObject content, CancellationToken cancellation)
    {
        var outcome = seen is null
            ? await _writer.CreateAsync(Secrets, Encoding.UTF8.GetBytes(New(name, type, content).ToJsonString()), cancellation)
            : await _writer.PatchAsync(Secrets.Named(name), seen, content, cancellation);
        return outcome == FencedOutcome.Written;
    }

    private async Task<bool> PublishAsync(StoredCertificates stored, IReadOnlyList<CertificateFacts> authorities, CancellationToken cancellation)
    {
        var bundle = Convert.ToBase64String(Encoding.UTF8.GetBytes(Bundle(authorities)));
        var operations = new JsonArray(Operation("test", "/metadata/resourceVersion", stored.Registration!.Metadata.ResourceVersion));
        for (var entry = 0; entry < stored.Entries.Count; entry++)
        {
            operations.Add((JsonNode)Operation("add", string.Create(CultureInfo.InvariantCulture, $"/webhooks/{entry}/clientConfig/caBundle"), bundle));
        }

        try
        {
            await client.PatchAsync(RegistrationAddress, V1Patch.Json(operations), null, cancellation);
            return true;
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict || e.Code == 422)
        {
            // Written or deleted since: 422 is what a failed test gives.
            return false;
        }
    }

    private static JsonObject Operation(string operation, string path, string value) => new() { ["op"] = operation, ["path"] = path, ["value"] = value };

    /// <summary>A merge patch: null takes away.</summary>
    private static JsonObject Content((string Key, string? Text)[] data, params (string Key, string? Text)[] annotations)
    {
        var content = new JsonObject();
        if (data.Length > 0)
        {
            content["data"] = Map(data.Select(item => (item.Key, item.Text is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(item.Text)))));
        }

        if (annotations.Length > 0)
        {
            content["metadata"] = new JsonObject { ["annotations"] = Map(annotations) };
        }

        return content;
    }

    private JsonObject New(string name, string type, JsonObject content)
    {
        var secret = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Secret", ["type"] = type, ["data"] = Without(content["data"]) };
        secret["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = places.Namespace,
            // A restore must not bring back old certificates.
            ["labels"] = Map([
                ("app.kubernetes.io/name", "velerofreeze"), ("app.kubernetes.io/component", "certs"), ("app.kubernetes.io/part-of", "velerofreeze"),
                ("velero.io/exclude-from-backup", "true"),
            ]),
            ["annotations"] = Without(content["metadata"]?["annotations"]),
        };
        return secret;
    }

    private static JsonObject Without(JsonNode? map) => new(((map as JsonObject) ?? []).Where(item => item.Value is not null).Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value!.DeepClone())));

    private static JsonObject Map(IEnumerable<(string Key, string? Text)> items) => new(items.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Text)));

    private static string Bundle(IEnumerable<CertificateFacts> authorities) => string.Concat(authorities.Select(authority => authority.Pem.TrimEnd() + "\n"));

    private static string Time(DateTimeOffset now) => now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
