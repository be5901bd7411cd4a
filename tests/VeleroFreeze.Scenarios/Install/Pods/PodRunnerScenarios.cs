using System.Security.Cryptography.X509Certificates;
using System.Text;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>Holds the runner itself to what a cluster does, with manifests of its own.</summary>
public sealed class PodRunnerScenarios
{
    private const string Space = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: place}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: somebody, namespace: place}
        ---

        """;

    private const string Looks = Space + """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: looks, namespace: place}
        spec:
          selector: {matchLabels: {app: looks}}
          template:
            metadata: {labels: {app: looks}}
            spec:
              serviceAccountName: somebody
              automountServiceAccountToken: false
              securityContext: {runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532}
              containers:
              - name: looks
                image: example.com/velero-freeze@sha256:0
                command: [/bin/sh, -c]
                args:
                - |
                  echo "user $(id -u):$(id -g)"
                  env | grep -v ^PWD= | sort
                  cat /etc/velerofreeze/tls/tls.crt; echo
                  echo x > /file || echo "no file in the root"
                  echo x > /scratch/file && echo "a file in the scratch folder"
                  ls /etc/velerofreeze/tls /var/run/secrets 2>&1
                  echo looked
                  until [ "$(cat /etc/velerofreeze/tls/tls.crt)" = new ]; do sleep 0.1; done
                  echo changed
                  exec sleep 1000
                env:
                - {name: GIVEN, value: it's given}
                - {name: WHERE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                securityContext: {readOnlyRootFilesystem: true}
                volumeMounts:
                - {name: tls, mountPath: /etc/velerofreeze/tls, readOnly: true}
                - {name: scratch, mountPath: /scratch}
              volumes:
              - {name: tls, secret: {secretName: tls, defaultMode: 288}}
              - {name: scratch, emptyDir: {}}
        """;

    [Fact]
    public async Task A_container_waits_for_its_Secrets_and_sees_what_its_manifest_says_and_nothing_else()
    {
        await using var cluster = await InstalledCluster.StartAsync();
        await cluster.KubectlAsync("apply -f -", Looks);
        (await cluster.KubectlAsync("wait deployment/looks -n place --for=jsonpath='{.status.replicas}'=1 --timeout=30s")).ShouldNotContain("error");
        cluster.Runner.Pods.Single().Output.ShouldBe("");

        await cluster.KubectlAsync("create secret generic tls -n place --from-literal=tls.crt=old --from-literal=other=x");
        var pod = await cluster.PrintedAsync("looks", "looked");
        var lines = pod.Output.Split('\n');
        if (Environment.IsPrivilegedProcess)
        {
            lines.ShouldContain("user 65532:65532");
        }

        lines.SkipWhile(line => line.StartsWith("user", StringComparison.Ordinal)).TakeWhile(line => line != "old").ShouldBe(
        [
            "GIVEN=it's given", "HOME=/", $"HOSTNAME={pod.Name}", $"KUBERNETES_SERVICE_HOST={cluster.Api.Address.Host}", $"KUBERNETES_SERVICE_PORT={cluster.Api.Address.Port}",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "VELEROFREEZE_VERIFIER_ALLOW_LOOPBACK_STORAGE=on", "WHERE=place",
        ]);
        lines.ShouldContain("no file in the root");
        lines.ShouldContain("a file in the scratch folder");
        lines.ShouldContain("ls: cannot access '/var/run/secrets': No such file or directory");

        await cluster.KubectlAsync("patch secret tls -n place -p '{\"stringData\":{\"tls.crt\":\"new\"}}'");
        await cluster.PrintedAsync("looks", "changed");
        await cluster.KubectlAsync("delete deployment looks -n place");
        await cluster.KubectlAsync("wait deployment/looks -n place --for=delete --timeout=30s");
        pod.Restarts.ShouldBe(0);
    }

    [Fact]
    public async Task A_role_runs_as_its_service_account_and_may_do_nothing_without_a_Role()
    {
        await using var cluster = await InstalledCluster.StartAsync(hasActors: true);
        await cluster.KubectlAsync("apply -f -", Space + """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: verifier, namespace: place}
            spec:
              selector: {matchLabels: {app: verifier}}
              template:
                metadata: {labels: {app: verifier}}
                spec:
                  serviceAccountName: somebody
                  containers:
                  - name: verifier
                    image: velero-freeze
                    args: [verifier, --leader-election=off]
                    ports: [{name: probe, containerPort: 8080}]
            """);
        var pod = await cluster.PrintedAsync("verifier", "cannot list resource \"backups\" in API group \"velero.io\" in the namespace \"velero\"");
        pod.Output.ShouldContain("User \"system:serviceaccount:place:somebody\"");

        (await cluster.WhoIsAsync(pod)).ShouldContain("\"username\":\"system:serviceaccount:place:somebody\"");
        cluster.Api.Accesses.ShouldContain(access => access.User == "system:serviceaccount:place:somebody" && access.Resource == "backups" && access.Verb == "list" && access.Namespace == "velero" && !access.IsAllowed);
    }

    [Fact]
    public async Task A_Service_leads_to_those_of_its_pods_that_are_ready()
    {
        await using var cluster = await InstalledCluster.StartAsync();
        var authority = TestAuthority.Create("place");
        using var leaf = authority.Server("webhook.place.svc", loopback: false);
        await cluster.KubectlAsync("apply -f -", Space + Webhook(Base64(authority.Pem)));
        await cluster.KubectlAsync("apply -f -", $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: tls, namespace: place}
            data: {tls.crt: {{Base64(leaf.ExportCertificatePem())}}, tls.key: {{Base64(leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}} }
            """);
        await cluster.ReadyAsync("place", "webhook");
        (await cluster.KubectlAsync("get endpointslices -n place -o jsonpath='{.items[0].endpoints[*].conditions.ready} {.items[0].ports[0].port}'")).ShouldBe("true true 8443");

        await cluster.KubectlAsync("apply -f -", """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: db, namespace: place, labels: {velerofreeze.io/freeze: required}}
            spec: {runStrategy: Halted, template: {spec: {domain: {devices: {}}}}}
            """);
        (await cluster.KubectlAsync("get vm db -n place -o jsonpath='{.spec.template.metadata.annotations.pre\\.hook\\.backup\\.velero\\.io/container}'")).ShouldBe("compute");

        await cluster.KubectlAsync("delete namespace place");
        await cluster.KubectlAsync("wait namespace/place --for=delete --timeout=60s");
        await cluster.Runner.EmptyAsync();
    }

    private static string Webhook(string bundle) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: webhook, namespace: place}
        spec: {selector: {app: webhook}, ports: [{name: https, port: 443, targetPort: https}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: webhook, namespace: place}
        spec:
          replicas: 2
          selector: {matchLabels: {app: webhook} }
          template:
            metadata: {labels: {app: webhook} }
            spec:
              serviceAccountName: somebody
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 1
              securityContext: {runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532}
              containers:
              - name: webhook
                image: velero-freeze
                args: [webhook, --tls-cert=/etc/velerofreeze/tls/tls.crt, --tls-key=/etc/velerofreeze/tls/tls.key]
                env: [{name: DOTNET_EnableDiagnostics, value: "0"}]
                ports: [{name: https, containerPort: 8443}, {name: probe, containerPort: 8080}]
                readinessProbe: {httpGet: {path: /readyz, port: probe}, periodSeconds: 2}
                securityContext: {readOnlyRootFilesystem: true}
                volumeMounts: [{name: tls, mountPath: /etc/velerofreeze/tls}]
              volumes: [{name: tls, secret: {secretName: tls, defaultMode: 288} }]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {name: place}
        webhooks:
        - name: label.velerofreeze.io
          clientConfig: {service: {namespace: place, name: webhook, path: /mutate}, caBundle: {{bundle}} }
          rules: [{apiGroups: [kubevirt.io], apiVersions: [v1], resources: [virtualmachines], operations: [CREATE, UPDATE]}]
          sideEffects: None
          admissionReviewVersions: [v1]
        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
