using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VeleroFreeze.Sandbox.Security;

/// <summary>The file that lets kubectl in.</summary>
internal static class Kubeconfig
{
    public static string Render(Uri server, string caPem, X509Certificate2 client)
    {
        using var key = client.GetECDsaPrivateKey()!;
        return $"""
            apiVersion: v1
            kind: Config
            current-context: sandbox
            clusters:
            - name: sandbox
              cluster:
                server: {server.GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {Base64(caPem)}
            contexts:
            - name: sandbox
              context:
                cluster: sandbox
                user: admin
                namespace: default
            users:
            - name: admin
              user:
                client-certificate-data: {Base64(client.ExportCertificatePem())}
                client-key-data: {Base64(key.ExportPkcs8PrivateKeyPem())}

            """;
    }

    /// <summary>Written so that only its owner can read it: it opens the cluster.</summary>
    public static async Task WriteAsync(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
        await file.WriteAsync(text);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
