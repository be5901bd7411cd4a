using System.Net;
using k8s.KubeConfigModels;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>What may stand in a cluster of a kubeconfig.</summary>
internal static class ClusterRules
{
    /// <exception cref="KubeConfigException">A field is missing or cannot be meant.</exception>
    public static void Check(KubeConfigEntry<ClusterEndpoint> cluster)
    {
        var (model, fields) = cluster;
        if (string.IsNullOrEmpty(model.Server))
        {
            throw fields["server"].Error("missing");
        }

        if (!Uri.TryCreate(model.Server, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http")
            || server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
        {
            throw fields["server"].Error("must be https://HOST[:PORT][/PREFIX]");
        }

        if (!string.IsNullOrEmpty(model.TlsServerName) && Uri.CheckHostName(model.TlsServerName) == UriHostNameType.Unknown)
        {
            throw fields["tls-server-name"].Error("must be a host name");
        }

        if (model.SkipTlsVerify && (fields["certificate-authority"].Text ?? fields["certificate-authority-data"].Text) is not null)
        {
            throw fields["insecure-skip-tls-verify"].Error("contradicts the certificate authority next to it; remove one of the two");
        }
    }

    /// <summary>The package's model has no such field. The complaint does not hold the value: there may be a password in it.</summary>
    public static WebProxy? Proxy(ConfigNode field)
    {
        if (field.Text is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https" or "socks5"))
        {
            throw field.Error("must be http://, https:// or socks5://[USER:PASSWORD@]HOST[:PORT]");
        }

        var user = address.UserInfo.Split(':', 2);
        return new WebProxy(new UriBuilder(address) { UserName = "", Password = "" }.Uri)
        {
            Credentials = user[0].Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(user[0]), user.Length == 1 ? "" : Uri.UnescapeDataString(user[1])),
        };
    }
}
