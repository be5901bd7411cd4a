using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>A credential plugin as a real command, beside a kubeconfig that names it. It notes how it was run, and prints what it is told to.</summary>
internal sealed class PluginFolder : IDisposable
{
    public const string V1 = "client.authentication.k8s.io/v1";

    private readonly string _folder = Directory.CreateTempSubdirectory("plugin-").FullName;

    public PluginFolder() => Behave("cat answer");

    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    /// <summary>How often it was run.</summary>
    public int Runs => Read("runs").Length;

    /// <summary>The arguments of the last run, each with its end marked.</summary>
    public string Arguments => Read("arguments");

    /// <summary>What stood in <c>KUBERNETES_EXEC_INFO</c> at the last run.</summary>
    public JsonNode Info => JsonNode.Parse(Read("info"))!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public string Read(string name) => File.Exists(Path.Combine(_folder, name)) ? File.ReadAllText(Path.Combine(_folder, name)) : "";

    /// <summary>What it does after it has noted how it was run, in its own folder.</summary>
    public void Behave(string script)
    {
        var file = Path.Combine(_folder, "plugin");
        File.WriteAllText(file, $$"""
            #!/bin/bash
            cd '{{_folder}}'
            printf x >> runs
            printf '%s|\n' "$@" > arguments
            printf '%s' "$KUBERNETES_EXEC_INFO" > info
            printf '%s' "$SETTING" > setting
            if read -r -t 1 line; then printf '%s' "$line" > input; else printf 'nothing' > input; fi
            {{script}}
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Prints a credential from now on.</summary>
    public void Answer(string status, string apiVersion = V1) =>
        File.WriteAllText(Path.Combine(_folder, "answer"), $$"""{"kind":"ExecCredential","apiVersion":"{{apiVersion}}","status":{{status}}}""");

    public void AnswerToken(string token, string? expires = null) =>
        Answer(new JsonObject { ["token"] = token, ["expirationTimestamp"] = expires }.ToJsonString());

    public void AnswerCertificate(X509Certificate2 client, string expires) => Answer(new JsonObject
    {
        ["clientCertificateData"] = client.ExportCertificatePem(),
        ["clientKeyData"] = client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        ["expirationTimestamp"] = expires,
    }.ToJsonString());

    /// <summary>The kubeconfig of this server with the plugin, which it names relative to itself.</summary>
    public KubernetesClientConfiguration Load(string server, string cluster, string exec = "", string apiVersion = V1)
    {
        var mode = exec.Contains("interactiveMode", StringComparison.Ordinal) ? "" : "interactiveMode: IfAvailable, ";
        File.WriteAllText(Kubeconfig, KubeConfigText.Write(server, cluster, $"exec: {{command: ./plugin, apiVersion: {apiVersion}, {mode}{exec} }}"));
        return KubernetesClientConfiguration.BuildDefaultConfig(Kubeconfig);
    }
}
