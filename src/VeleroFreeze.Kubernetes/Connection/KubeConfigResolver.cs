using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>
/// From merged kubeconfig files to one connection. What would change who we are or whom we talk to is refused when we cannot do it, never
/// ignored.
/// </summary>
/// <param name="config">The merged files.</param>
/// <param name="files">Their names, for complaints that belong to no single one.</param>
internal sealed class KubeConfigResolver(KubeConfigFile config, string files)
{
    private const string WayOut = "put a token or a client certificate there instead, for example one of `kubectl create token`";

    private static readonly (string Field, string Problem)[] RefusedUserFields =
    [
        ("exec", $"exec plugins are not supported; {WayOut}"),
        ("auth-provider", $"auth providers are not supported; {WayOut}"),
        ("username", $"basic authentication is not supported; {WayOut}"),
        ("password", $"basic authentication is not supported; {WayOut}"),
        ("as", "impersonation is not supported; remove it, or use a user with the rights needed"),
        ("as-uid", "impersonation is not supported; remove it, or use a user with the rights needed"),
        ("as-groups", "impersonation is not supported; remove it, or use a user with the rights needed"),
        ("as-user-extra", "impersonation is not supported; remove it, or use a user with the rights needed"),
    ];

    /// <exception cref="KubeConfigException">A name does not resolve, or a field cannot be used.</exception>
    public KubernetesClientConfiguration Resolve(string? context)
    {
        var name = context ?? config.CurrentContext ?? throw new KubeConfigException($"{files}: current-context: missing; pass --context NAME");
        var chosen = config.Contexts.GetValueOrDefault(name) ?? throw new KubeConfigException($"{files}: contexts: there is none named \"{name}\"");
        var cluster = Referenced(chosen["cluster"], config.Clusters) ?? throw chosen["cluster"].Error("missing");
        var user = Referenced(chosen["user"], config.Users);
        var settings = new KubernetesClientConfiguration(Server(cluster["server"]), name)
        {
            Namespace = chosen["namespace"].Text ?? "default",
            CertificateAuthorities = Authorities(cluster),
            SkipTlsVerify = cluster["insecure-skip-tls-verify"].Flag,
            TlsServerName = TlsServerName(cluster["tls-server-name"]),
            ClientCertificate = user is null ? null : ClientCertificate(user),
            Token = user is null ? null : Token(user),
        };
        Check(cluster, user, settings);
        return settings;
    }

    private static ConfigNode? Referenced(ConfigNode reference, IReadOnlyDictionary<string, ConfigNode> entries) => reference.Text is not { } name
        ? null
        : entries.GetValueOrDefault(name) ?? throw reference.Error($"there is none named \"{name}\"");

    private static void Check(ConfigNode cluster, ConfigNode? user, KubernetesClientConfiguration settings)
    {
        var refused = RefusedUserFields.FirstOrDefault(r => user is not null && !user[r.Field].IsMissing);
        if (refused.Field is not null)
        {
            throw user![refused.Field].Error(refused.Problem);
        }

        if (!cluster["proxy-url"].IsMissing)
        {
            throw cluster["proxy-url"].Error("not supported; remove it and set HTTPS_PROXY in the environment");
        }

        if (settings.SkipTlsVerify && settings.CertificateAuthorities is not null)
        {
            throw cluster["insecure-skip-tls-verify"].Error("contradicts the certificate authority next to it; remove one of the two");
        }

        if (settings.Server.Scheme == Uri.UriSchemeHttp && (settings.Token is not null || settings.ClientCertificate is not null))
        {
            throw cluster["server"].Error("credentials are not sent over plain http; use https");
        }
    }

    private static Uri Server(ConfigNode field)
    {
        var text = field.Text ?? throw field.Error("missing");
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "https" or "http"
            && server.UserInfo.Length == 0 && server.Query.Length == 0 && server.Fragment.Length == 0
            ? server
            : throw field.Error("must be https://HOST[:PORT][/PREFIX]");
    }

    private static string? TlsServerName(ConfigNode field) => field.Text is not { } name || Uri.CheckHostName(name) != UriHostNameType.Unknown
        ? field.Text
        : throw field.Error("must be a host name");

    private static X509Certificate2Collection? Authorities(ConfigNode cluster)
    {
        var (pem, field) = Pem(cluster, "certificate-authority");
        return pem is null ? null : Using(field, () => Certificates.Authorities(pem));
    }

    private static SslStreamCertificateContext? ClientCertificate(ConfigNode user)
    {
        var (certificate, field) = Pem(user, "client-certificate");
        var (key, keyField) = Pem(user, "client-key");
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw keyField.Error("a key without client-certificate"),
            (_, null) => throw field.Error("a certificate without client-key"),
            _ => Using(field, () => Certificates.Client(certificate, key)),
        };
    }

    /// <summary>A file wins over a constant next to it, as in kubectl: it may be rotated.</summary>
    private static BearerToken? Token(ConfigNode user)
    {
        var file = user["tokenFile"];
        if (file.FilePath is { } path)
        {
            return Using(file, () => BearerToken.FromFile(path));
        }

        return user["token"].Text is { } token ? Using(user["token"], () => BearerToken.Constant(token)) : null;
    }

    /// <summary>PEM text from <c>NAME-data</c> (base64), else from the file that <c>NAME</c> names.</summary>
    private static (string? Pem, ConfigNode Field) Pem(ConfigNode owner, string name)
    {
        var data = owner[$"{name}-data"];
        if (data.Text is { } base64)
        {
            return (Using(data, () => Encoding.UTF8.GetString(Convert.FromBase64String(base64))), data);
        }

        var file = owner[name];
        return (file.FilePath is { } path ? Using(file, () => File.ReadAllText(path)) : null, file);
    }

    private static T Using<T>(ConfigNode field, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or FormatException or KubeConfigException)
        {
            throw field.Error(e.Message, e);
        }
    }
}
