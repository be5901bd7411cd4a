using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>The <c>ExecCredential</c> that goes to a plugin and the one that comes back. No message holds any of its contents.</summary>
internal static class ExecCredentialJson
{
    /// <summary>For <c>KUBERNETES_EXEC_INFO</c>. (The package writes another <c>kind</c> than the API has, and never the cluster.)</summary>
    public static string Render(ExecPlugin plugin, bool interactive)
    {
        var spec = new JsonObject { ["interactive"] = interactive };
        if (plugin.Cluster is { } cluster)
        {
            spec["cluster"] = cluster.DeepClone();
        }

        return new JsonObject { ["kind"] = "ExecCredential", ["apiVersion"] = plugin.ApiVersion, ["spec"] = spec }.ToJsonString();
    }

    /// <exception cref="FormatException">It is no answer to what was asked.</exception>
    public static ExecAnswer Parse(ReadOnlySpan<byte> output, string apiVersion)
    {
        var json = Document(output);
        if (json.Text("kind") != "ExecCredential" || json.Text("apiVersion") != apiVersion)
        {
            throw new FormatException($"what it printed is no ExecCredential of {apiVersion}; its version and the kubeconfig's apiVersion have to be the same");
        }

        var status = json.Member("status");
        var answer = new ExecAnswer(Filled(status, "token"), Filled(status, "clientCertificateData"), Filled(status, "clientKeyData"), Expiration(status));
        return answer switch
        {
            { Token: null, CertificatePem: null, KeyPem: null } => throw new FormatException("it printed neither a token nor a client certificate"),
            { CertificatePem: null, KeyPem: not null } or { CertificatePem: not null, KeyPem: null } =>
                throw new FormatException("it printed only one of clientCertificateData and clientKeyData"),
            _ => answer,
        };
    }

    private static JsonElement Document(ReadOnlySpan<byte> output)
    {
        try
        {
            return JsonElement.Parse(output, KubernetesJson.Options);
        }
        catch (JsonException e)
        {
            // Not with its message, which quotes what was printed.
            throw new FormatException("what it printed is not JSON", e);
        }
    }

    private static string? Filled(JsonElement status, string name) => status.Text(name) is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Expiration(JsonElement status)
    {
        if (Filled(status, "expirationTimestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException("its expirationTimestamp is no time");
    }
}

/// <summary>The <c>status</c> that a plugin printed.</summary>
/// <param name="Token">Null when it printed none.</param>
/// <param name="CertificatePem">Null when it printed none.</param>
/// <param name="KeyPem">Goes with the certificate.</param>
/// <param name="Expires">Null: until the server refuses it.</param>
internal sealed record ExecAnswer(string? Token, string? CertificatePem, string? KeyPem, DateTimeOffset? Expires)
{
    public override string ToString() => "(credential)";
}
