using System.Text.Json.Nodes;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>What a person does at a terminal works against the stand-in as it does against a cluster.</summary>
public sealed class KubectlTests(Kubectl kubectl) : IClassFixture<Kubectl>
{
    [Fact]
    public Task Apply_creates_updates_and_sees_that_nothing_changed() => kubectl.ShouldPrintAsync(
        """
        kubectl apply -f vm-$ns.yaml
        kubectl apply -f vm-$ns.yaml
        sed -i s/Halted/Always/ vm-$ns.yaml
        kubectl apply -f vm-$ns.yaml
        kubectl get vm db -o jsonpath='{.spec.runStrategy} {.metadata.generation}'
        """,
        """
        virtualmachine.kubevirt.io/db created
        virtualmachine.kubevirt.io/db unchanged
        virtualmachine.kubevirt.io/db configured
        Always 2
        """);

    [Fact]
    public Task Apply_takes_out_what_left_the_file_and_keeps_what_others_wrote() => kubectl.ShouldPrintAsync(
        """
        manifest() { printf '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{%s}}' "$1"; }
        manifest '"mine":"1","gone":"1"' | kubectl apply -f -
        kubectl patch configmap a --type merge -p '{"data":{"theirs":"1"}}'
        manifest '"mine":"2"' | kubectl apply -f -
        kubectl get configmap a -o go-template='{{range $k, $v := .data}}{{$k}}={{$v}} {{end}}'
        """,
        """
        configmap/a created
        configmap/a patched
        configmap/a configured
        mine=2 theirs=1
        """);

    [Fact]
    public Task Apply_merges_the_containers_of_a_pod_by_name() => kubectl.ShouldPrintAsync(
        """
        pod() { printf '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"one","image":"%s"},{"name":"two","image":"b"}]}}' "$1"; }
        pod a:1 | kubectl apply -f -
        pod a:2 | kubectl apply -f -
        pod a:2 | kubectl apply -f -
        kubectl get pod p -o jsonpath='{.spec.containers[*].image}'
        """,
        """
        pod/p created
        pod/p configured
        pod/p unchanged
        a:2 b
        """);

    [Fact]
    public Task Objects_are_created_and_created_once() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml
        kubectl create -f vm-$ns.yaml 2>&1 | sed s/$ns/NS/ || true
        kubectl create configmap c --from-literal=k=v
        kubectl create secret generic s --from-literal=k=v
        kubectl create serviceaccount sa
        kubectl create service clusterip svc --tcp=443:8443
        """,
        """
        virtualmachine.kubevirt.io/db created
        Error from server (AlreadyExists): error when creating "vm-NS.yaml": virtualmachines.kubevirt.io "db" already exists
        configmap/c created
        secret/s created
        serviceaccount/sa created
        service/svc created
        """);

    [Fact]
    public Task Labels_and_annotations_come_and_go() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml -o name
        kubectl label vm db velerofreeze.io/freeze=required
        kubectl label vm db velerofreeze.io/freeze=preferred 2>&1 || true
        kubectl label --overwrite vm db velerofreeze.io/freeze=preferred
        kubectl annotate vm db velerofreeze.io/freeze-timeout=90s
        kubectl get vm -l 'velerofreeze.io/freeze in (preferred,required)' -o name
        kubectl get vm -l '!velerofreeze.io/freeze' -o name
        kubectl label vm db velerofreeze.io/freeze- > made-$ns
        kubectl get vm db -o jsonpath='{.metadata.annotations}'
        """,
        """
        virtualmachine.kubevirt.io/db
        virtualmachine.kubevirt.io/db labeled
        error: 'velerofreeze.io/freeze' already has a value (required), and --overwrite is false
        virtualmachine.kubevirt.io/db labeled
        virtualmachine.kubevirt.io/db annotated
        virtualmachine.kubevirt.io/db
        {"velerofreeze.io/freeze-timeout":"90s"}
        """);

    [Fact]
    public Task Get_shows_the_columns_of_the_kind() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml > made-$ns
        run_vm > made-$ns
        age() { sed -E 's/[0-9]+s/AGE/; s/ +$//; s/ {2,}/  /g'; }
        kubectl get vm | age
        kubectl get vm -A --field-selector metadata.namespace=$ns --no-headers | sed s/$ns/NS/ | age
        kubectl get namespace $ns --no-headers | sed s/$ns/NS/ | age
        kubectl get vm db -o yaml | grep -E '^(kind|  name|status|  printable)' | sed s/$ns/NS/
        kubectl get vm db -o json | grep -c '"kind": "VirtualMachine"'
        kubectl get vmi
        """,
        """
        NAME  AGE  STATUS  READY
        db  AGE  Running  True
        NS  db  AGE  Running  True
        NS  Active  AGE
        kind: VirtualMachine
          name: db
          namespace: NS
        status:
          printableStatus: Running
        1
        """);

    [Fact]
    public Task Pods_are_found_by_phase_and_owner_label() => kubectl.ShouldPrintAsync(
        """
        kubectl run p --image=nginx -l kubevirt.io=virt-launcher > made-$ns
        kubectl get pods --field-selector status.phase=Pending -l kubevirt.io=virt-launcher --no-headers | sed -E 's/[0-9]+s/AGE/; s/ +/ /g'
        kubectl get pods --field-selector status.phase=Running -o name
        kubectl get pods --field-selector spec.nodeName= -o name
        """,
        """
        p 0/1 Pending 0 AGE
        pod/p
        """);

    [Fact]
    public async Task Describe_lists_the_events_of_an_object()
    {
        var result = await kubectl.RunAsync(
            """
            kubectl create -f vm-$ns.yaml
            uid=$(kubectl get vm db -o jsonpath='{.metadata.uid}')
            kubectl create -f - <<YAML
            apiVersion: v1
            kind: Event
            metadata: {name: db.1, namespace: $ns}
            involvedObject: {apiVersion: kubevirt.io/v1, kind: VirtualMachine, name: db, namespace: $ns, uid: $uid}
            reason: FileSystemConsistent
            message: frozen for 2 s
            type: Normal
            count: 1
            firstTimestamp: "2026-01-01T00:00:00Z"
            lastTimestamp: "2026-01-01T00:00:00Z"
            source: {component: velerofreeze}
            YAML
            kubectl describe vm db
            kubectl get events
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldMatch(@"Events:\n  Type +Reason +Age +From +Message\n.*\n  Normal  FileSystemConsistent .* velerofreeze +frozen for 2 s");
        result.Output.ShouldMatch(@"LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n.* Normal +FileSystemConsistent +virtualmachine/db +frozen for 2 s");
    }

    [Fact]
    public Task All_kinds_of_patches_work_where_they_do_in_a_cluster() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml > made-$ns
        kubectl patch vm db --type merge -p '{"spec":{"runStrategy":"Always"}}'
        kubectl patch vm db --type merge -p '{"spec":{"runStrategy":"Always"}}'
        kubectl patch vm db --type json -p '[{"op":"test","path":"/spec/runStrategy","value":"Always"},{"op":"replace","path":"/spec/runStrategy","value":"Manual"}]'
        kubectl patch vm db --type json -p '[{"op":"test","path":"/spec/runStrategy","value":"Always"}]' 2>&1 | grep -o 'The request is invalid' || true
        kubectl patch vm db -p '{"spec":{}}' 2>&1 | grep -o 'the body of the request was in an unknown format' || true
        kubectl create configmap c --from-literal=k=v > made-$ns
        kubectl patch configmap c -p '{"data":{"l":"w"}}'
        kubectl get configmap c -o jsonpath='{.data}'
        """,
        """
        virtualmachine.kubevirt.io/db patched
        virtualmachine.kubevirt.io/db patched (no change)
        virtualmachine.kubevirt.io/db patched
        The request is invalid
        the body of the request was in an unknown format
        configmap/c patched
        {"k":"v","l":"w"}
        """);

    [Fact]
    public Task Edit_and_replace_write_whole_objects() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml > made-$ns
        KUBE_EDITOR='sed -i s/Halted/Always/' kubectl edit vm db
        kubectl replace -f vm-$ns.yaml
        kubectl get vm db -o jsonpath='{.spec.runStrategy} {.metadata.generation}'
        """,
        """
        virtualmachine.kubevirt.io/db edited
        virtualmachine.kubevirt.io/db replaced
        Halted 3
        """);

    [Fact]
    public Task Wait_sees_conditions_values_and_deletion() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml > made-$ns
        kubectl wait --for=condition=Ready vm/db --timeout=20s & waiting=$!
        run_vm > made-$ns
        wait $waiting
        kubectl patch vm db --type merge -p '{"metadata":{"finalizers":["example.com/keep"]}}' > made-$ns
        kubectl delete vm db --wait=false
        # Older ones call it an error when the object is gone before they look.
        kubectl wait --for=delete vm/db --timeout=20s > waited-$ns 2>&1 & waiting=$!
        kubectl patch vm db --type merge -p '{"metadata":{"finalizers":null}}' > made-$ns
        wait $waiting || grep -q 'no matching resources' waited-$ns
        kubectl get vm db 2>&1 || true
        kubectl wait --for=condition=Established crd/backups.velero.io --timeout=20s
        kubectl wait --for=condition=Ready vm/none --timeout=1s 2>&1 || true
        """,
        """
        virtualmachine.kubevirt.io/db condition met
        virtualmachine.kubevirt.io "db" deleted
        Error from server (NotFound): virtualmachines.kubevirt.io "db" not found
        customresourcedefinition.apiextensions.k8s.io/backups.velero.io condition met
        Error from server (NotFound): virtualmachines.kubevirt.io "none" not found
        """);

    [Fact]
    public Task Watching_shows_changes_as_they_come() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml > made-$ns
        exec 3< <(exec kubectl get vm -w --output-watch-events --no-headers)
        watching=$!
        next() { read -r -u 3 event name rest; echo "$event $name"; }
        next
        kubectl label vm db k=v > made-$ns; next
        kubectl delete vm db > made-$ns; next
        kill $watching
        """,
        """
        ADDED db
        MODIFIED db
        DELETED db
        """);

    [Fact]
    public Task A_dry_run_shows_and_does_not_store() => kubectl.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml --dry-run=server
        kubectl get vm -o name
        kubectl apply -f vm-$ns.yaml > made-$ns
        kubectl label vm db k=v --dry-run=server -o jsonpath='{.metadata.labels}{"\n"}'
        kubectl delete vm db --dry-run=server
        kubectl diff -f vm-$ns.yaml && echo same
        kubectl get vm -l k -o name
        """,
        """
        virtualmachine.kubevirt.io/db created (server dry run)
        {"k":"v"}
        virtualmachine.kubevirt.io "db" deleted (server dry run)
        same
        """);

    [Fact]
    public Task Deletion_takes_a_namespace_with_all_that_is_in_it() => kubectl.ShouldPrintAsync(
        """
        kubectl create namespace $ns-x > made-$ns
        kubectl create configmap -n $ns-x a > made-$ns
        kubectl create configmap -n $ns-x b > made-$ns
        kubectl delete configmap -n $ns-x --all
        kubectl create secret generic -n $ns-x s > made-$ns
        kubectl delete namespace $ns-x | sed s/$ns/NS/
        kubectl get secrets -A --field-selector metadata.namespace=$ns-x -o name
        kubectl create configmap -n $ns-x a 2>&1 | sed s/$ns/NS/ | grep -o 'namespaces .*' || true
        kubectl delete namespace default 2>&1 || true
        """,
        """
        configmap "a" deleted
        configmap "b" deleted
        namespace "NS-x" deleted
        namespaces "NS-x" not found
        Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted
        """);

    [Fact]
    public Task A_user_is_told_who_he_is_and_what_he_may_do() => kubectl.ShouldPrintAsync(
        """
        kubectl create --raw /apis/authentication.k8s.io/v1/selfsubjectreviews -f <(echo '{}') | grep -o kubernetes-admin
        kubectl auth can-i create vm
        kubectl auth can-i '*' '*' --all-namespaces
        kubectl version | grep -c Server
        kubectl api-resources --api-group=velero.io --no-headers | grep -c '^backups '
        """,
        """
        kubernetes-admin
        yes
        yes
        1
        1
        """);

    [Fact]
    public Task What_is_not_there_is_refused_with_a_sentence() => kubectl.ShouldPrintAsync(
        """
        kubectl apply --server-side -f vm-$ns.yaml 2>&1 || true
        kubectl run p --image=nginx > made-$ns
        kubectl logs p 2>&1 || true
        kubectl create -f - 2>&1 <<< '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Bad_Name"}}' | cut -c1-90 || true
        """,
        """
        error: Server-side apply not available on the server: (the sandbox has no server-side apply: use kubectl apply without --server-side, or a merge patch)
        Error from server (NotImplemented): the sandbox does not serve this: pods/log
        The ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase
        """);

    [Fact]
    public async Task A_warning_of_a_webhook_is_shown_at_the_terminal()
    {
        await using var hook = await HookServer.StartAsync(_ => new JsonObject { ["allowed"] = true, ["warnings"] = new JsonArray("hooks take effect after a restart") });
        var result = await kubectl.RunAsync(
            $$"""
            kubectl label namespace $ns hook=$ns > made-$ns
            kubectl create -f - > made-$ns <<YAML
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: {name: $ns}
            webhooks:
            - name: warn.example.com
              admissionReviewVersions: [v1]
              sideEffects: None
              namespaceSelector: { matchLabels: { hook: $ns } }
              clientConfig: { url: "https://localhost:{{hook.Port}}/mutate", caBundle: {{hook.CaBundle}} }
              rules: [{operations: [CREATE], apiGroups: [kubevirt.io], apiVersions: [v1], resources: [virtualmachines]}]
            YAML
            kubectl apply -f vm-$ns.yaml
            kubectl delete mutatingwebhookconfiguration $ns > made-$ns
            """);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.Trim().ShouldBe("virtualmachine.kubevirt.io/db created");
        result.Error.Trim().ShouldBe("Warning: hooks take effect after a restart");
    }
}
