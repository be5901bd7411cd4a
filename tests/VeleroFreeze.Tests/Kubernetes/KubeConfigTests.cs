using System.Security.Cryptography.X509Certificates;
using System.Text;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class KubeConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly k8s.KubernetesClientConfiguration _pod = new() { Host = "https://10.0.0.1", Namespace = "velero-freeze" };
    private readonly TestAuthority _authority = TestAuthority.Create("test-ca");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_current_context_leads_to_server_user_and_namespace()
    {
        Write("config", Whole("prod", "https://one.test:6443", "token: t-1", "shop"));
        var found = Load("config");
        (found.Server.ToString(), found.Source, found.Namespace, found.Package().AccessToken).ShouldBe(("https://one.test:6443/", "prod", "shop", "t-1"));
        (found.Package().SkipTlsVerify, found.CertificateAuthorities, found.ClientCertificate, found.TlsServerName).ShouldBe((false, null, null, null));
        (found.Credentials, found.Proxy, found.Impersonation).ShouldBe((null, null, null));
    }

    [Fact]
    public void Json_is_yaml_too()
    {
        Write("config", """{"current-context":"c","clusters":[{"name":"k","cluster":{"server":"https://one.test"}}],"contexts":[{"name":"c","context":{"cluster":"k"}}]}""");
        Load("config").Namespace.ShouldBe("default");
    }

    [Fact]
    public void Of_several_files_the_first_wins_for_each_name_and_sets_the_current_context()
    {
        Write("a", """
            clusters: [{name: k, cluster: {server: "https://a.test"}}]
            users: [{name: u, user: {}}]
            """);
        Write("b", """
            current-context: from-b
            clusters: [{name: k, cluster: {server: "https://b.test", insecure-skip-tls-verify: true}}]
            users: [{name: u, user: {token: from-b}}]
            contexts: [{name: from-b, context: {cluster: k, user: u, namespace: b}}]
            """);
        Write("c", """
            current-context: from-c
            contexts: [{name: from-b, context: {cluster: k, user: u, namespace: c}}, {name: from-c, context: {cluster: k}}]
            """);
        _environment["KUBECONFIG"] = string.Join(Path.PathSeparator, At("a"), "", At("not-there"), At("b"), At("a"), At("c"));
        var found = Load(null);
        (found.Server.Host, found.Namespace, found.Source, found.Package().SkipTlsVerify).ShouldBe(("a.test", "b", "from-b", false), "an entry wins as a whole");
        found.Package().AccessToken.ShouldBeNull("a later file adds nothing to an entry of the same name");
        Load(null, "from-c").Namespace.ShouldBe("default");
    }

    [Fact]
    public void Without_the_variable_the_home_folders_file_is_read()
    {
        Directory.CreateDirectory(At(".kube"));
        Write(".kube/config", Whole("home", "https://home.test", "{}"));
        Load(null).Source.ShouldBe("home");
    }

    [Fact]
    public void A_file_that_is_named_is_the_only_one()
    {
        Write("a", Whole("a", "https://a.test", "{}"));
        _environment["KUBECONFIG"] = At("a");
        Write("b", Whole("b", "https://b.test", "{}"));
        Load("b").Source.ShouldBe("b");
    }

    [Fact]
    public async Task Files_inside_are_relative_to_the_file_that_names_them()
    {
        Directory.CreateDirectory(At("sub/keys"));
        using var client = _authority.Client("jane");
        Write("sub/ca.crt", _authority.Pem);
        Write("sub/keys/tls.crt", client.ExportCertificatePem());
        Write("sub/keys/tls.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("sub/token", "from-file\n");
        Write("sub/config", Whole(
            "c",
            "https://a.test\n    certificate-authority: ca.crt\n    tls-server-name: kube.test",
            "{client-certificate: keys/tls.crt, client-key: keys/tls.key, tokenFile: token, token: constant}"));
        var found = Load("sub/config");
        found.CertificateAuthorities!.Single().Thumbprint.ShouldBe(_authority.Certificate.Thumbprint);
        found.ClientCertificate!.TargetCertificate.Subject.ShouldBe("CN=jane");
        found.ClientCertificate.TargetCertificate.HasPrivateKey.ShouldBeTrue();
        (await found.Credentials!.CurrentAsync(default)).Token.ShouldBe("from-file");
        found.TlsServerName.ShouldBe("kube.test");
    }

    [Fact]
    public void Data_in_the_file_wins_over_files()
    {
        using var client = _authority.Client("jane");
        string Base64(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
        var data = $"client-certificate-data: {Base64(client.ExportCertificatePem())}, client-key-data: {Base64(client.GetECDsaPrivateKey()!.ExportECPrivateKeyPem())}";
        var user = $"{{client-certificate: no.crt, client-key: no.key, {data}}}";
        Write("config", Whole("c", $"https://a.test\n    certificate-authority: no.crt\n    certificate-authority-data: {Base64(_authority.Pem)}", user));
        var found = Load("config");
        found.CertificateAuthorities!.Count.ShouldBe(1);
        found.ClientCertificate!.TargetCertificate.Subject.ShouldBe("CN=jane");
    }

    [Theory]
    [InlineData("https://10.0.0.1:443/", "10.0.0.1", "443")]
    [InlineData("https://[fd00::1]:6443/", "fd00::1", "6443")]
    public async Task A_pod_finds_its_own_cluster(string server, string host, string port)
    {
        Mount(host, port);
        _pod.Host = server;
        var found = Load(null);
        (found.Server.AbsoluteUri, found.Source, found.Namespace).ShouldBe((new Uri(server).AbsoluteUri, "in-cluster", "velero-freeze"));
        (await found.Credentials!.CurrentAsync(default)).Token.ShouldBe("pod-token");
        found.CertificateAuthorities!.Count.ShouldBe(1);
    }

    [Fact]
    public void A_kubeconfig_wins_over_the_pods_own_cluster()
    {
        Mount("10.0.0.1", "443");
        Write("a", Whole("a", "https://a.test", "{}"));
        _environment["KUBECONFIG"] = At("a");
        Load(null).Source.ShouldBe("a");
    }

    [Fact]
    public void A_context_that_was_asked_for_is_never_replaced_by_the_pods_own_cluster()
    {
        Mount("10.0.0.1", "443");
        Refusal(() => Load(null, "prod")).ShouldBe("no kubeconfig found: set KUBECONFIG or pass --kubeconfig FILE");
    }

    [Fact]
    public void A_pod_without_token_or_authority_says_which_file()
    {
        Mount("10.0.0.1", "443");
        File.Delete(At("sa/ca.crt"));
        Refusal(() => Load(null)).ShouldBe("DIR/sa: no usable service account: Could not find file 'DIR/sa/ca.crt'.");
        Write("sa/ca.crt", "");
        Refusal(() => Load(null)).ShouldBe("DIR/sa: no usable service account: ca.crt holds no certificate");
        Write("sa/ca.crt", _authority.Pem);
        Write("sa/token", "");
        Refusal(() => Load(null)).ShouldBe("DIR/sa: no usable service account: empty, or not one word of ASCII");
    }

    [Fact]
    public void Nothing_configured_says_what_to_do() => Refusal(() => Load(null)).ShouldBe("no kubeconfig found: set KUBECONFIG or pass --kubeconfig FILE");

    [Fact]
    public void A_named_file_has_to_exist() => Refusal(() => Load("gone")).ShouldBe("DIR/gone: cannot be read: Could not find file 'DIR/gone'.");

    private void Mount(string host, string port)
    {
        _environment["KUBERNETES_SERVICE_HOST"] = host;
        _environment["KUBERNETES_SERVICE_PORT"] = port;
        Directory.CreateDirectory(At("sa"));
        Write("sa/token", "pod-token\n");
        Write("sa/ca.crt", _authority.Pem);
        Write("sa/namespace", "velero-freeze");
    }

    private static string Whole(string name, string server, string user, string? space = null) => $"""
        current-context: {name}
        clusters:
        - name: k
          cluster:
            server: {server}
        users:
        - name: u
          user: {(user.StartsWith('{') ? user : $"{{{user}}}")}
        contexts:
        - name: {name}
          context: {(space is null ? "{cluster: k, user: u}" : $"{{cluster: k, user: u, namespace: {space}}}")}
        """;

    private string Refusal(Action load) => Should.Throw<KubeConfigException>(load).Message.Replace(_folder, "DIR", StringComparison.Ordinal);

    private KubernetesClientConfiguration Load(string? file, string? context = null) => KubernetesClientConfiguration.Build(
        new KubeConfigPlaces(_environment.GetValueOrDefault, _folder, Pod, At("sa"), TimeProvider.System), file is null ? null : At(file), context);

    /// <summary>What the package reads of a pod; its folder is fixed, so that the scenarios with pods show the rest.</summary>
    private k8s.KubernetesClientConfiguration Pod()
    {
        _pod.SslCaCerts = [];
        _pod.SslCaCerts.ImportFromPem(File.ReadAllText(At("sa/ca.crt")));
        return _pod;
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);
}
