using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>Each way a kubeconfig can be unusable, and the one line that says so.</summary>
public sealed class KubeConfigRefusalTests : IDisposable
{
    private const string WayOut = "put a token or a client certificate there instead, for example one of `kubectl create token`";

    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public static TheoryData<string, string> Cases => new()
    {
        { "a: [b", "FILE: line 2: not YAML: While parsing a flow sequence, did not find expected ',' or ']'." },
        { "hello", "FILE: not a kubeconfig: a map is expected" },
        { "", "FILE: current-context: missing; pass --context NAME" },
        { "current-context: gone", "FILE: contexts: there is none named \"gone\"" },
        { "current-context: [c]", "FILE: current-context: must be text" },
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
        { Cluster("{server: \"https://a.test\", insecure-skip-tls-verify: yes}"), "FILE: clusters[k].insecure-skip-tls-verify: must be true or false" },
        { Cluster("{server: \"https://a.test\", tls-server-name: \"a b\"}"), "FILE: clusters[k].tls-server-name: must be a host name" },
        { Cluster("{server: \"https://a.test\", proxy-url: \"http://p.test\"}"), "FILE: clusters[k].proxy-url: not supported; remove it and set HTTPS_PROXY in the environment" },
        { Cluster("{server: \"https://a.test\", certificate-authority: gone.crt}"), "FILE: clusters[k].certificate-authority: Could not find file 'DIR/gone.crt'." },
        { Cluster("{server: \"https://a.test\", certificate-authority: config}"), "FILE: clusters[k].certificate-authority: no certificate in it" },
        { Cluster("{server: \"https://a.test\", certificate-authority-data: \"%%\"}"), "FILE: clusters[k].certificate-authority-data: The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters." },
        { User("{exec: {command: aws}}"), $"FILE: users[u].exec: exec plugins are not supported; {WayOut}" },
        { User("{auth-provider: {name: gcp}}"), $"FILE: users[u].auth-provider: auth providers are not supported; {WayOut}" },
        { User("{username: me, password: s3cret}"), $"FILE: users[u].username: basic authentication is not supported; {WayOut}" },
        { User("{token: t, as: admin}"), "FILE: users[u].as: impersonation is not supported; remove it, or use a user with the rights needed" },
        { User("{token: t, as-groups: [admins]}"), "FILE: users[u].as-groups: impersonation is not supported; remove it, or use a user with the rights needed" },
        { User("{token: \"s3cret s3cret\"}"), "FILE: users[u].token: empty, or not one word of ASCII" },
        { User("{tokenFile: gone}"), "FILE: users[u].tokenFile: DIR/gone: no usable token: Could not find file 'DIR/gone'." },
        { User("{client-key: config}"), "FILE: users[u].client-key: a key without client-certificate" },
        { User("{client-certificate: config}"), "FILE: users[u].client-certificate: a certificate without client-key" },
        { User("{client-certificate: config, client-key: config}"), "FILE: users[u].client-certificate: The certificate contents do not contain a PEM with a CERTIFICATE label, or the content is malformed." },
        { User("{token: t}", "http://a.test"), "FILE: clusters[k].server: credentials are not sent over plain http; use https" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_line_names_file_and_field(string config, string line)
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllText(file, config);
        var places = new KubeConfigPlaces(_ => null, _folder, _folder);
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
