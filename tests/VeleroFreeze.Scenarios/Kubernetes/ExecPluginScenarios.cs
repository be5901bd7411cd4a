using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>Credentials from a command, as the kubeconfigs of EKS, GKE, AKS and OIDC logins have them: real processes, real TLS.</summary>
public sealed class ExecPluginScenarios : IDisposable
{
    private const string Over = "2020-01-01T00:00:00Z";

    private static readonly ResourceScope Backups = new ResourceKind("velero.io", "v1", "backups").In("velero");

    private readonly TestAuthority _authority = TestAuthority.Create("test-ca");
    private readonly PluginFolder _plugin = new();

    private string Trusted => KubeConfigText.Authority(_authority.Pem);

    public void Dispose() => _plugin.Dispose();

    [Theory]
    [InlineData("client.authentication.k8s.io/v1")]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task Arguments_and_environment_arrive_as_written_and_the_token_is_presented(string apiVersion)
    {
        await using var api = await StartAsync();
        _plugin.Answer("""{"token":"t-1"}""", apiVersion);
        const string exec = """args: ["--role", "two words", "it's \"quoted\"", "", "$HOME", "*", "back\\slash"], env: [{name: SETTING, value: "a b"}]""";
        await ListAsync(new KubernetesClient(_plugin.Load(api.Address, Trusted, exec, apiVersion)));
        _plugin.Arguments.ShouldBe("--role|\ntwo words|\nit's \"quoted\"|\n|\n$HOME|\n*|\nback\\slash|\n");
        _plugin.Read("setting").ShouldBe("a b");
        _plugin.Info.ToJsonString().ShouldBe($$$"""{"kind":"ExecCredential","apiVersion":"{{{apiVersion}}}","spec":{"interactive":false}}""");
        _plugin.Read("input").ShouldBe("nothing");
        api.Requests.ShouldHaveSingleItem().Authorization.ShouldBe("Bearer t-1");
    }

    [Fact]
    public async Task A_plugin_is_run_as_kubectl_runs_it()
    {
        await using var api = await StartAsync();
        _plugin.AnswerToken("t-1");
        const string settings = "extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: \"06f6\", retries: 7, ratio: 0.5, strict: yes, list: [a, ~]}}]";
        var cluster = $"{Trusted}, tls-server-name: kube.test, {settings}";
        await ListAsync(new KubernetesClient(_plugin.Load(api.Address, cluster, """provideClusterInfo: true, args: ["two words", ""]""")));
        var (ours, arguments) = (_plugin.Info, _plugin.Arguments);
        var kubectl = await Shell.RunAsync($"kubectl --kubeconfig '{_plugin.Kubeconfig}' get --raw /apis/velero.io/v1/namespaces/velero/backups < /dev/null");
        kubectl.ExitCode.ShouldBe(0, kubectl.Error);
        _plugin.Runs.ShouldBe(2);
        _plugin.Arguments.ShouldBe(arguments);
        JsonNode.DeepEquals(ours, _plugin.Info).ShouldBeTrue($"{ours}\n{_plugin.Info}");
    }

    [Fact]
    public async Task A_credential_is_kept_to_its_end_and_fetched_anew_then()
    {
        await using var api = await StartAsync();
        _plugin.AnswerToken("one", TimeProvider.System.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture));
        using var client = new KubernetesClient(_plugin.Load(api.Address, Trusted));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ListAsync(client)));
        _plugin.Runs.ShouldBe(1);
        _plugin.AnswerToken("two", Over);
        using var other = new KubernetesClient(_plugin.Load(api.Address, Trusted));
        await ListAsync(other);
        _plugin.AnswerToken("three");
        await ListAsync(other);
        await ListAsync(other);
        _plugin.Runs.ShouldBe(3);
        api.Requests.Select(r => r.Authorization).TakeLast(3).ShouldBe(["Bearer two", "Bearer three", "Bearer three"]);
    }

    [Fact]
    public async Task A_refused_credential_is_fetched_anew_once()
    {
        await using var api = await StartAsync();
        _plugin.AnswerToken("one");
        using var client = new KubernetesClient(_plugin.Load(api.Address, Trusted));
        await ListAsync(client);
        api.Token = "two";
        _plugin.AnswerToken("two");
        await ListAsync(client);
        api.Requests.Select(r => r.Authorization).ShouldBe(["Bearer one", "Bearer one", "Bearer two"]);
        api.Token = "three";
        (await Should.ThrowAsync<KubernetesException>(() => ListAsync(client))).Code.ShouldBe(401);
        (_plugin.Runs, api.Requests.Count).ShouldBe((3, 4), "the same credential is not presented twice");
    }

    [Fact]
    public async Task A_client_certificate_is_presented_and_its_successor_on_connections_of_its_own()
    {
        using var jane = _authority.Client("jane");
        using var john = _authority.Client("john");
        await using var api = await StartAsync(ClientCertificateMode.RequireCertificate);
        _plugin.AnswerCertificate(jane, Over);
        using var client = new KubernetesClient(_plugin.Load(api.Address, Trusted));
        await ListAsync(client);
        await ListAsync(client);
        _plugin.AnswerCertificate(john, Over);
        await ListAsync(client);
        api.Requests.Select(r => r.Client).ShouldBe(["CN=jane", "CN=jane", "CN=john"]);
        api.Names.Count.ShouldBe(2, "the same certificate again needs no new connection");
    }

    [Theory]
    [InlineData("echo s3cret >&2; exit 7", "failed with exit code 7; what it wrote about that stands above")]
    [InlineData("echo 's3cret is {'", "what it printed is not JSON")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"s3cret"}}'""",
        "what it printed is no ExecCredential of client.authentication.k8s.io/v1; its version and the kubeconfig's apiVersion have to be the same")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}'""", "it printed neither a token nor a client certificate")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"s3cret"}}'""",
        "it printed only one of clientCertificateData and clientKeyData")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"s3cret","clientKeyData":"s3cret"}}'""",
        "The certificate contents do not contain a PEM with a CERTIFICATE label, or the content is malformed.")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"s3cret s3cret"}}'""", "empty, or not one word of ASCII")]
    [InlineData("yes s3cret", "printed more than 1,048,576 bytes")]
    public async Task A_plugin_that_prints_no_credential_is_one_line_that_holds_nothing_of_what_it_printed(string script, string problem)
    {
        await using var api = await StartAsync();
        _plugin.Behave(script);
        using var client = new KubernetesClient(_plugin.Load(api.Address, Trusted));
        var e = await Should.ThrowAsync<KubernetesException>(() => ListAsync(client));
        (e.Reason, e.Message).ShouldBe(("NoCredentials", $"{_plugin.Kubeconfig}: users[u].exec: {Command}: {problem}"));
        e.ToString().ShouldNotContain("s3cret");
        api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_says_how_to_install_it()
    {
        await using var api = await StartAsync();
        var file = _plugin.Load(api.Address, Trusted, "installHint: \"get it\\nfrom https://example.com\", interactiveMode: Never");
        File.Delete(Command);
        using var client = new KubernetesClient(file);
        (await Should.ThrowAsync<KubernetesException>(() => ListAsync(client))).Message.ShouldEndWith("plugin: is not installed: get it from https://example.com");
    }

    [Fact]
    public async Task A_plugin_that_must_ask_is_not_run_where_nobody_can_answer()
    {
        await using var api = await StartAsync();
        _plugin.AnswerToken("t");
        using var client = new KubernetesClient(_plugin.Load(api.Address, Trusted, "interactiveMode: Always"));
        (await Should.ThrowAsync<KubernetesException>(() => ListAsync(client))).Message.ShouldEndWith("has to ask you something (interactiveMode Always), and standard input is no terminal");
        _plugin.Runs.ShouldBe(0);
    }

    [Theory]
    [InlineData("Always", "true", "yes, me")]
    [InlineData("IfAvailable", "true", "yes, me")]
    [InlineData("Never", "false", "nothing")]
    public async Task At_a_terminal_a_plugin_may_ask(string mode, string interactive, string input)
    {
        await using var api = await StartAsync();
        _plugin.AnswerToken("t");
        _plugin.Load(api.Address, Trusted, $"interactiveMode: {mode}");
        // script gives the program a terminal.
        var run = await Shell.RunAsync(
            $"printf 'yes, me\\n' | script -qec \"velero-freeze certs status --kubeconfig '{_plugin.Kubeconfig}'\" /dev/null");
        _plugin.Runs.ShouldBe(1, run.Output + run.Error);
        _plugin.Info["spec"]!["interactive"]!.ToJsonString().ShouldBe(interactive);
        _plugin.Read("input").ShouldBe(input);
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_ended_with_the_call()
    {
        await using var api = await StartAsync();
        _plugin.Behave("echo $$ > pid; sleep 1000");
        using var client = new KubernetesClient(_plugin.Load(api.Address, Trusted));
        using var patience = new CancellationTokenSource();
        var call = client.ListPageAsync(Backups, new ListOptions(), patience.Token);
        while (_plugin.Read("pid").Length == 0)
        {
            await Task.Delay(20);
        }

        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        var pid = int.Parse(_plugin.Read("pid"), CultureInfo.InvariantCulture);
        using var patient = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Process.GetProcesses().Any(process => process.Id == pid))
        {
            await Task.Delay(20, patient.Token);
        }
    }

    [Fact]
    public async Task What_else_says_who_we_are_is_used_and_the_plugin_is_not_run()
    {
        await using var api = await StartAsync();
        File.WriteAllText(_plugin.Kubeconfig, KubeConfigText.Write(api.Address, Trusted, $"token: t, exec: {{command: ./plugin, apiVersion: {PluginFolder.V1}, interactiveMode: Never}}"));
        await ListAsync(new KubernetesClient(VeleroFreeze.Kubernetes.Connection.KubernetesClientConfiguration.BuildDefaultConfig(_plugin.Kubeconfig)));
        api.Requests.ShouldHaveSingleItem().Authorization.ShouldBe("Bearer t");
        _plugin.Runs.ShouldBe(0);
    }

    private string Command => Path.Combine(Path.GetDirectoryName(_plugin.Kubeconfig)!, "plugin");

    private async Task<MiniApi> StartAsync(ClientCertificateMode clients = ClientCertificateMode.NoCertificate)
    {
        var api = new MiniApi(_authority.Server("kube.test", loopback: true)) { ClientCertificates = clients };
        await api.StartAsync();
        return api;
    }

    private static Task<KubernetesList> ListAsync(KubernetesClient client) => client.ListPageAsync(Backups, new ListOptions(), CancellationToken.None);
}
