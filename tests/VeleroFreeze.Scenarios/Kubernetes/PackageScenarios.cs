using k8s.KubeConfigModels;
using VeleroFreeze.Tests.Hosting;
using YamlDotNet.Core;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>
/// What the package does that ours does otherwise. A test here fails when a newer package has mended it; then what stands against it in
/// VeleroFreeze.Kubernetes can go.
/// </summary>
public sealed class PackageScenarios
{
    private readonly TestAuthority _authority = TestAuthority.Create("test-ca");

    /// <summary>Against it: ServerConnection.Tls.</summary>
    [Fact]
    public async Task With_a_private_authority_it_accepts_a_certificate_for_another_host()
    {
        await using var api = new MiniApi(_authority.Server("kube.test", loopback: false));
        await api.StartAsync();
        using var client = new k8s.Kubernetes(Load(KubeConfigText.Write(api.Address, KubeConfigText.Authority(_authority.Pem), "token: t")));
        (await client.HttpClient.GetAsync(new Uri(api.Address + "/version"))).IsSuccessStatusCode.ShouldBeTrue();
    }

    /// <summary>Against it: KubeConfigPem.</summary>
    [Fact]
    public void Of_several_authorities_it_takes_the_first()
    {
        var bundle = KubeConfigText.Authority(_authority.Pem + "\n" + TestAuthority.Create("other").Pem);
        Load(KubeConfigText.Write("https://kube.test", bundle, "token: t")).SslCaCerts.Count.ShouldBe(1);
    }

    /// <summary>Against it: ClusterRules.Proxy, KubeConfigResolver.Renewable, UserRules.ActAs and ExecPluginReader.</summary>
    [Theory]
    [InlineData(typeof(ClusterEndpoint), "ProxyUrl")]
    [InlineData(typeof(UserCredentials), "TokenFile")]
    [InlineData(typeof(UserCredentials), "ImpersonateUid")]
    [InlineData(typeof(ExternalExecution), "InteractiveMode")]
    [InlineData(typeof(k8s.KubernetesClientConfiguration), "Impersonate")]
    public void It_has_no_place_for_some_fields_of_a_kubeconfig(Type model, string property) => model.GetProperty(property).ShouldBeNull();

    /// <summary>Against it: KubeConfigFile.Readable.</summary>
    [Fact]
    public void It_refuses_a_file_with_extra_fields_of_impersonation() =>
        Should.Throw<YamlException>(() => Load(KubeConfigText.Write("https://kube.test", "", "token: t, as: me, as-user-extra: {a: [b]}")));

    /// <summary>Against it: KubeConfigResolver.Package.</summary>
    [Fact]
    public void It_takes_a_context_of_another_case()
    {
        var config = KubeConfigText.Write("https://kube.test", "", "token: t").Replace("current-context: c", "current-context: C", StringComparison.Ordinal);
        Load(config).CurrentContext.ShouldBe("c");
    }

    /// <summary>Against it: ExecProcess.</summary>
    [Fact]
    public void It_joins_a_plugins_arguments_and_names_a_kind_that_the_API_has_not()
    {
        var start = k8s.KubernetesClientConfiguration.CreateRunnableExternalProcess(
            new ExternalExecution { ApiVersion = PluginFolder.V1, Command = "plugin", Arguments = ["two words", ""] }).StartInfo;
        (start.Arguments, start.ArgumentList.Count).ShouldBe(("two words ", 0));
        start.Environment["KUBERNETES_EXEC_INFO"].ShouldNotBeNull().ShouldContain("\"ExecCredentials\"");
    }

    /// <summary>Against it: ExecCredentialJson.</summary>
    [Fact]
    public void It_puts_what_a_plugin_printed_into_its_exception()
    {
        using var plugin = new PluginFolder();
        plugin.Behave("echo 's'");
        var exec = new ExternalExecution { ApiVersion = PluginFolder.V1, Command = Path.Combine(Path.GetDirectoryName(plugin.Kubeconfig)!, "plugin") };
        Should.Throw<k8s.Exceptions.KubeConfigException>(() => k8s.KubernetesClientConfiguration.ExecuteExternalCommand(exec)).Message.ShouldContain("'s' is an invalid");
    }

    /// <summary>Against it: RequestSender, StatusReader and BoundedContent.</summary>
    [Fact]
    public async Task It_puts_request_and_answer_into_its_exception()
    {
        await using var api = new MiniApi(_authority.Server("kube.test", loopback: true)) { Token = "other" };
        await api.StartAsync();
        using var client = new k8s.Kubernetes(Load(KubeConfigText.Write(api.Address, KubeConfigText.Authority(_authority.Pem), "token: t")));
        var secret = new k8s.Models.V1Secret { Metadata = new k8s.Models.V1ObjectMeta { Name = "s3cret" } };
        var e = await Should.ThrowAsync<k8s.Autorest.HttpOperationException>(() => k8s.CoreV1OperationsExtensions.CreateNamespacedSecretAsync(client.CoreV1, secret, "velero"));
        e.Request.Content.ShouldContain("s3cret");
        e.Message.ShouldContain("response body");
    }

    /// <summary>Against it: RepeatedHeader. (This one is .NET's, which the package builds on.)</summary>
    [Fact]
    public async Task Values_of_one_header_are_joined_with_commas()
    {
        await using var api = new MiniApi(_authority.Server("kube.test", loopback: true));
        await api.StartAsync();
        using var client = new k8s.Kubernetes(Load(KubeConfigText.Write(api.Address, KubeConfigText.Authority(_authority.Pem), "token: t")));
        client.HttpClient.DefaultRequestHeaders.Add("Impersonate-Group", ["a", "b"]);
        await client.HttpClient.GetAsync(new Uri(api.Address + "/version"));
        api.Requests.ShouldHaveSingleItem().Impersonation.ShouldBe("impersonate-group=a, b");
    }

    /// <summary>Against it: Watching and LeaderElection. The other build has both: a watcher that does not list again, an elector that gives up.</summary>
    [Theory]
    [InlineData("k8s.Watcher`1")]
    [InlineData("k8s.LeaderElection.LeaderElector")]
    public void Its_build_for_NativeAOT_has_neither_watches_nor_leader_election(string type) => typeof(k8s.Kubernetes).Assembly.GetType(type).ShouldBeNull();

    private static k8s.KubernetesClientConfiguration Load(string config)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(config));
        return k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(stream);
    }
}
