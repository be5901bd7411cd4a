using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Sandbox.Certificates;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>The files of one demo: the webhook's certificate and key, gone when it ends.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("velerofreeze-demo-");

    public DemoFolder()
    {
        // The real clock: TLS checks certificates against no other.
        using var authority = new CertificateAuthority("velerofreeze-demo", TimeProvider.System.GetUtcNow());
        using var server = authority.IssueServer();
        using var key = server.GetECDsaPrivateKey()!;
        File.WriteAllText(CertificateFile, server.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        AuthorityPem = authority.Pem;
    }

    public string AuthorityPem { get; }

    public string CertificateFile => Path.Combine(_folder.FullName, "tls.crt");

    public string KeyFile => Path.Combine(_folder.FullName, "tls.key");

    public string Kubeconfig => Path.Combine(_folder.FullName, "kubeconfig");

    public void Dispose() => _folder.Delete(recursive: true);
}
