using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The installation whose certificates somebody else makes: the test plays cert-manager, by what the manifests ask of it.</summary>
public sealed class CertManagerScenarios
{
    private const string Folder = "deploy/overlays/cert-manager";
    private const string Certificate = "get certificate velerofreeze-webhook-tls -n velerofreeze -o jsonpath=";

    [Fact]
    public async Task With_certificates_by_cert_manager_a_VM_is_protected_and_judged_before_and_after_a_renewal()
    {
        await using var cluster = await InstalledCluster.StartAsync(hasActors: true);
        await cluster.KubectlAsync($"apply -k {Folder}");
        (await cluster.KubectlAsync("get mutatingwebhookconfiguration velerofreeze -o jsonpath='{.metadata.annotations.cert-manager\\.io/inject-ca-from}'"))
            .ShouldBe("velerofreeze/velerofreeze-webhook-tls");
        var authority = TestAuthority.Create("first");
        await IssueAsync(cluster, authority);
        await TrustAsync(cluster, authority);
        await cluster.ReadyAsync(InstalledJob.Space, "velerofreeze-webhook");
        await cluster.ReadyAsync(InstalledJob.Space, "velerofreeze-verifier");
        await InstalledJob.ProtectAsync(cluster);

        // Another authority altogether: the bundle holds both until every replica serves the new certificate.
        var next = TestAuthority.Create("next");
        await TrustAsync(cluster, authority, next);
        var notAfter = await IssueAsync(cluster, next);
        await ServedEverywhereAsync(cluster, notAfter);
        await TrustAsync(cluster, next);
        await cluster.KubectlAsync("label vm db -n shop velerofreeze.io/freeze=disabled --overwrite");
        (await cluster.KubectlAsync("get vm db -n shop -o jsonpath='{.spec.template.metadata.annotations}'")).ShouldNotContain("virt-freezer", customMessage: cluster.Runner.Output);
        await cluster.KubectlAsync("label vm db -n shop velerofreeze.io/freeze=required --overwrite");

        await InstalledJob.JudgeAsync(cluster);
        cluster.Api.Accesses.Where(access => !access.IsAllowed).ShouldBeEmpty();
        cluster.Runner.Pods.ShouldAllBe(pod => pod.Restarts == 0, cluster.Runner.Output);
        // cert-manager leaves its Secrets behind; they go with the namespace.
        await InstalledJob.RemoveAsync(cluster, Folder);
    }

    /// <summary>Fills the Secret that the Certificate names, for the names it lists.</summary>
    /// <returns>Its end, by which the webhook names it.</returns>
    private static async Task<string> IssueAsync(InstalledCluster cluster, TestAuthority authority)
    {
        var name = await cluster.KubectlAsync($"{Certificate}'{{.spec.dnsNames[0]}}'");
        using var leaf = authority.Server(name, loopback: false);
        await cluster.KubectlAsync("apply -f -", $$"""
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/tls
            metadata: {name: {{await cluster.KubectlAsync($"{Certificate}'{{.spec.secretName}}'")}}, namespace: velerofreeze}
            data:
              tls.crt: {{Base64(leaf.ExportCertificatePem())}}
              tls.key: {{Base64(leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}}
              ca.crt: {{Base64(authority.Pem)}}
            """);
        return leaf.NotAfter.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the bundle into every webhook of the registration.</summary>
    private static async Task TrustAsync(InstalledCluster cluster, params TestAuthority[] authorities)
    {
        var bundle = Base64(string.Concat(authorities.Select(authority => authority.Pem + "\n")));
        var webhooks = (await cluster.KubectlAsync("get mutatingwebhookconfiguration velerofreeze -o jsonpath='{.webhooks[*].name}'")).Split(' ');
        var patch = string.Join(',', webhooks.Select((_, i) => $$"""{"op": "add", "path": "/webhooks/{{i}}/clientConfig/caBundle", "value": "{{bundle}}"}"""));
        await cluster.KubectlAsync($"patch mutatingwebhookconfiguration velerofreeze --type=json -p '[{patch}]'");
    }

    private static async Task ServedEverywhereAsync(InstalledCluster cluster, string notAfter)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!cluster.Runner.Pods.Where(pod => pod.Spec.Deployment == "velerofreeze-webhook").All(pod => pod.Output.Contains(notAfter, StringComparison.Ordinal)))
        {
            patience.IsCancellationRequested.ShouldBeFalse(cluster.Runner.Output);
            await Task.Delay(100);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
