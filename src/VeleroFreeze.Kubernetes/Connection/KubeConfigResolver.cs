using k8s.KubeConfigModels;
using VeleroFreeze.Kubernetes.Credentials;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>From merged kubeconfig files to one connection. What would change who we are or whom we talk to acts or is refused, and is never ignored.</summary>
/// <param name="config">The merged files.</param>
/// <param name="files">Their names, for complaints that belong to no single one.</param>
/// <param name="time">For credentials that end.</param>
internal sealed class KubeConfigResolver(KubeConfigFile config, string files, TimeProvider time)
{
    /// <exception cref="KubeConfigException">A name does not resolve, or a field cannot be used.</exception>
    public KubernetesClientConfiguration Resolve(string? context)
    {
        var name = context ?? config.CurrentContext ?? throw new KubeConfigException($"{files}: current-context: missing; pass --context NAME");
        var chosen = config.Contexts.GetValueOrDefault(name) ?? throw new KubeConfigException($"{files}: contexts: there is none named \"{name}\"");
        var cluster = Referenced(chosen.Fields["cluster"], config.Clusters) ?? throw chosen.Fields["cluster"].Error("missing");
        var user = Referenced(chosen.Fields["user"], config.Users);
        ClusterRules.Check(cluster);
        var isStatic = UserRules.Check(user);
        var settings = new KubernetesClientConfiguration(() => Package(name, chosen.Model, cluster.Model, isStatic ? user!.Model : null), name)
        {
            CertificateAuthorities = KubeConfigPem.Authorities(cluster.Fields),
            Proxy = ClusterRules.Proxy(cluster.Fields["proxy-url"]),
            ClientCertificate = user is null ? null : KubeConfigPem.ClientCertificate(user.Fields),
            Impersonation = user is null ? null : UserRules.ActAs(user),
        };
        return Check(cluster, settings with { Credentials = Renewable(user, cluster, isStatic || settings.ClientCertificate is not null) }, isStatic);
    }

    private static KubeConfigEntry<T>? Referenced<T>(ConfigNode reference, IReadOnlyDictionary<string, KubeConfigEntry<T>> entries) => reference.Text is not { } name
        ? null
        : entries.GetValueOrDefault(name) ?? throw reference.Error($"there is none named \"{name}\"");

    /// <summary>
    /// The package is given one context with what it does right. Left to choose, it takes names without regard to case; and it runs an exec plugin at
    /// once, in a way of its own.
    /// </summary>
    private static k8s.KubernetesClientConfiguration Package(string name, ContextDetails context, ClusterEndpoint cluster, UserCredentials? user) =>
        k8s.KubernetesClientConfiguration.BuildConfigFromConfigObject(new K8SConfiguration
        {
            CurrentContext = name,
            Contexts = [new Context { Name = name, ContextDetails = new ContextDetails { Cluster = "k", User = user is null ? null : "u", Namespace = context.Namespace } }],
            Clusters =
            [
                new Cluster
                {
                    Name = "k",
                    ClusterEndpoint = new ClusterEndpoint { Server = cluster.Server, TlsServerName = cluster.TlsServerName, SkipTlsVerify = cluster.SkipTlsVerify },
                },
            ],
            Users = [new User { Name = "u", UserCredentials = new UserCredentials { Token = user?.Token, UserName = user?.UserName, Password = user?.Password } }],
        });

    /// <summary>
    /// A token file wins over a constant next to it, as in kubectl: it may be rotated. A plugin is asked only where nothing else says who we are,
    /// which is kubectl's order too; the package runs it whatever stands beside it.
    /// </summary>
    private IRenewableCredentials? Renewable(KubeConfigEntry<UserCredentials>? user, KubeConfigEntry<ClusterEndpoint> cluster, bool isKnown)
    {
        if (user?.Fields["tokenFile"] is { FilePath: { } path } field)
        {
            return field.Using(() => new TokenFile(path, time));
        }

        return user?.Model.ExternalExecution is { } exec && !isKnown
            ? new ExecCredentials(ExecPluginReader.Read(exec, user.Fields["exec"], cluster), time)
            : null;
    }

    private static KubernetesClientConfiguration Check(KubeConfigEntry<ClusterEndpoint> cluster, KubernetesClientConfiguration settings, bool isStatic) =>
        settings.Server.Scheme == Uri.UriSchemeHttp && (isStatic || settings.Credentials is not null || settings.ClientCertificate is not null)
            ? throw cluster.Fields["server"].Error("credentials are not sent over plain http; use https")
            : settings;
}
