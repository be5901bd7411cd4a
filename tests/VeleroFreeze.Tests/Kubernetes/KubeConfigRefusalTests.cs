using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>Each way a kubeconfig can be unusable, and the one line that says so.</summary>
public sealed class KubeConfigRefusalTests : IDisposable
{
    private const string ApiVersion = "FILE: users[u].exec.apiVersion: must be client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1; a newer release of the plugin writes one of them";

    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public static TheoryData<string, string> Cases => new()
    {
        { "a: [b", "FILE: line 2: not YAML: While parsing a flow sequence, did not find expected ',' or ']'." },
        { "hello", "FILE: not a kubeconfig: a map is expected" },
        { "", "FILE: current-context: missing; pass --context NAME" },
        { "current-context: gone", "FILE: contexts: there is none named \"gone\"" },
        { "current-context: [c]", "FILE: line 1: not a kubeconfig: another kind of value is expected here" },
        { "clusters: 7", "FILE: clusters: must be a list" },
        { "users: [7]", "FILE: users[0]: must be a map" },
        { "contexts: [{context: {}}]", "FILE: contexts[0].name: missing" },
        { "clusters: [{name: k, cluster: {}}, {name: k, cluster: {}}]", "FILE: clusters: the name \"k\" stands twice" },
        { "current-context: c\ncontexts: [{name: c, context: {}}]", "FILE: contexts[c].cluster: missing" },
        { "current-context: c\ncontexts: [{name: c, context: {cluster: gone}}]", "FILE: contexts[c].cluster: there is none named \"gone\"" },
        { Context("user: gone", "server: https://a.test"), "FILE: contexts[c].user: there is none named \"gone\"" },
        { Cluster("{}"), "FILE: clusters[k].server: missing" },
        { Cluster("{server: a.test}"), "FILE: clusters[k].server: must be https://HOST[:PORT][/PREFIX]" },
        { Cluster("{server: \"ftp://a.test\"}"), "FILE: clusters[k].server: must be https://HOST[:PORT][/PREFIX]" },
        { Cluster("{server: \"https://me:pw@a.test\"}"), "FILE: clusters[k].server: must be https://HOST[:PORT][/PREFIX]" },
        { Cluster("{server: \"https://a.test/?x=y\"}"), "FILE: clusters[k].server: must be https://HOST[:PORT][/PREFIX]" },
        { Cluster("{server: \"https://a.test\", insecure-skip-tls-verify: maybe}"), "FILE: line 2: not a kubeconfig: another kind of value is expected here" },
        { Cluster("{server: \"https://a.test\", tls-server-name: \"a b\"}"), "FILE: clusters[k].tls-server-name: must be a host name" },
        { Cluster("{server: \"https://a.test\", proxy-url: \"ftp://me:s3cret@p.test\"}"), "FILE: clusters[k].proxy-url: must be http://, https:// or socks5://[USER:PASSWORD@]HOST[:PORT]" },
        { Cluster("{server: \"https://a.test\", insecure-skip-tls-verify: true, certificate-authority: config}"), "FILE: clusters[k].insecure-skip-tls-verify: contradicts the certificate authority next to it; remove one of the two" },
        { Cluster("{server: \"https://a.test\", certificate-authority: gone.crt}"), "FILE: clusters[k].certificate-authority: Could not find file 'DIR/gone.crt'." },
        { Cluster("{server: \"https://a.test\", certificate-authority: config}"), "FILE: clusters[k].certificate-authority: no certificate in it" },
        { Cluster("{server: \"https://a.test\", certificate-authority-data: \"%%\"}"), "FILE: clusters[k].certificate-authority-data: The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters." },
        { User("{exec: {command: aws}}"), ApiVersion },
        { User("{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}}"), ApiVersion },
        { User("{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}"), "FILE: users[u].exec.command: missing" },
        { User("{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}}"), "FILE: users[u].exec.interactiveMode: must be Never, IfAvailable or Always" },
        { User("{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1beta1, env: [{value: s3cret}]}}"), "FILE: users[u].exec.env[0].name: missing" },
        { User("{auth-provider: {name: gcp}}"), "FILE: users[u].auth-provider: auth providers are no longer part of Kubernetes; use the exec plugin of your provider, such as kubelogin or gke-gcloud-auth-plugin" },
        { User("{username: me}"), "FILE: users[u].username: username and password go together" },
        { User("{token: t, as-groups: [admins]}"), "FILE: users[u].as: missing: as-uid, as-groups and as-user-extra say more about that user" },
        { User("{token: t, as-uid: x}"), "FILE: users[u].as: missing: as-uid, as-groups and as-user-extra say more about that user" },
        { User("{token: t, as: me, as-user-extra: {a: b}}"), "FILE: users[u].as-user-extra.a: must be a list" },
        { User("{token: [s3cret]}"), "FILE: line 3: not a kubeconfig: another kind of value is expected here" },
        { User("{token: \"s3cret s3cret\"}"), "FILE: users[u].token: empty, or not one word of ASCII" },
        { User("{tokenFile: gone}"), "FILE: users[u].tokenFile: Could not find file 'DIR/gone'." },
        { User("{client-key: config}"), "FILE: users[u].client-key: a key without client-certificate" },
        { User("{client-certificate: config}"), "FILE: users[u].client-certificate: a certificate without client-key" },
        { User("{client-certificate: config, client-key: config}"), "FILE: users[u].client-certificate: The certificate contents do not contain a PEM with a CERTIFICATE label, or the content is malformed." },
        { User("{token: t}", "http://a.test"), "FILE: clusters[k].server: credentials are not sent over plain http; use https" },
        { User("{username: me, password: s3cret}", "http://a.test"), "FILE: clusters[k].server: credentials are not sent over plain http; use https" },
        { User("{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1beta1}}", "http://a.test"), "FILE: clusters[k].server: credentials are not sent over plain http; use https" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_line_names_file_and_field(string config, string line)
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllText(file, config);
        var places = new KubeConfigPlaces(_ => null, _folder, () => throw new InvalidOperationException("no pod"), _folder, TimeProvider.System);
        var e = Should.Throw<KubeConfigException>(() => KubernetesClientConfiguration.Build(places, file, null));
        e.Message.Replace(file, "FILE", StringComparison.Ordinal).Replace(_folder, "DIR", StringComparison.Ordinal).ShouldBe(line);
        e.Message.ShouldNotContain("s3cret");
    }

    private static string Cluster(string cluster) => $$$"""
        current-context: c
        clusters: [{name: k, cluster: {{{cluster}}} }]
        contexts: [{name: c, context: {cluster: k}}]
        """;

    private static string Context(string context, string cluster) => $$$"""
        current-context: c
        clusters: [{name: k, cluster: { {{{cluster}}} }}]
        contexts: [{name: c, context: {cluster: k, {{{context}}} }}]
        """;

    private static string User(string user, string server = "https://a.test") => $$$"""
        current-context: c
        clusters: [{name: k, cluster: {server: "{{{server}}}" }}]
        users: [{name: u, user: {{{user}}} }]
        contexts: [{name: c, context: {cluster: k, user: u}}]
        """;
}
