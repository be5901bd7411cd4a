using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VeleroFreeze.Kubernetes.Credentials;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>
/// The certificates that a kubeconfig holds or names. The package takes the first one of several authorities, and of a client's certificate leaves out the
/// intermediates that stand after it.
/// </summary>
internal static class KubeConfigPem
{
    public static X509Certificate2Collection? Authorities(ConfigNode cluster)
    {
        var (pem, field) = Read(cluster, "certificate-authority");
        return pem is null ? null : field.Using(() => Certificates.Authorities(pem));
    }

    public static SslStreamCertificateContext? ClientCertificate(ConfigNode user)
    {
        var (certificate, field) = Read(user, "client-certificate");
        var (key, keyField) = Read(user, "client-key");
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw keyField.Error("a key without client-certificate"),
            (_, null) => throw field.Error("a certificate without client-key"),
            _ => field.Using(() => Certificates.Client(certificate, key)),
        };
    }

    /// <summary>PEM text from <c>NAME-data</c> (base64), else from the file that <c>NAME</c> names.</summary>
    public static (string? Pem, ConfigNode Field) Read(ConfigNode owner, string name)
    {
        var data = owner[$"{name}-data"];
        if (data.Text is { } base64)
        {
            return (data.Using(() => Encoding.UTF8.GetString(Convert.FromBase64String(base64))), data);
        }

        var file = owner[name];
        return (file.FilePath is { } path ? file.Using(() => File.ReadAllText(path)) : null, file);
    }
}
