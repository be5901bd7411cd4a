namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>Service accounts, their tokens and what roles allow them, as somebody with kubectl sees it.</summary>
public sealed class RoleScenarios(Kubectl kubectl) : IClassFixture<Kubectl>
{
    /// <summary>
    /// Makes the service account <c>reader</c>, and <c>as_reader</c>, which is kubectl with nothing but its token. <c>kubectl create token</c> came with 1.24;
    /// how kubectl introduces a refusal differs between versions.
    /// </summary>
    private const string Reader = """
        kubectl create serviceaccount reader -o name
        kubectl config view --raw --flatten > flat-$ns
        server=$(grep -o 'https://.*' flat-$ns)
        grep certificate-authority-data flat-$ns | sed 's/.*: //' | base64 -d > ca-$ns
        if kubectl create token --help >/dev/null 2>&1; then
          token=$(kubectl create token reader)
        else
          token=$(echo '{}' | kubectl create --raw /api/v1/namespaces/$ns/serviceaccounts/reader/token -f - | grep -o '"token":"[^"]*' | cut -d '"' -f 4)
        fi
        as_reader() { KUBECONFIG=/dev/null kubectl --server=$server --certificate-authority=ca-$ns --token=$token -n $ns "$@" 2>&1 | sed "s/$ns/NS/g; s/^Error from server (Forbidden): //; s/^error: failed to create [a-z]*: //" || true; }
        whoami() { echo '{}' | as_reader create --raw /apis/authentication.k8s.io/v1/selfsubjectreviews -f - | grep -oE '"(username":"[^"]*"|groups":\[[^]]*])'; }

        """;

    [Fact]
    public Task A_token_speaks_for_its_service_account() => kubectl.ShouldPrintAsync(
        Reader + """
        whoami
        """,
        """
        serviceaccount/reader
        "username":"system:serviceaccount:NS:reader"
        "groups":["system:serviceaccounts","system:serviceaccounts:NS","system:authenticated"]
        """);

    [Fact]
    public Task Without_a_role_everything_is_refused_in_the_servers_words() => kubectl.ShouldPrintAsync(
        Reader + """
        as_reader get configmaps
        as_reader get vm db
        as_reader get nodes
        as_reader label namespace $ns a=b
        as_reader get --raw /metrics
        """,
        """
        serviceaccount/reader
        configmaps is forbidden: User "system:serviceaccount:NS:reader" cannot list resource "configmaps" in API group "" in the namespace "NS"
        virtualmachines.kubevirt.io "db" is forbidden: User "system:serviceaccount:NS:reader" cannot get resource "virtualmachines" in API group "kubevirt.io" in the namespace "NS"
        nodes is forbidden: User "system:serviceaccount:NS:reader" cannot list resource "nodes" in API group "" at the cluster scope
        namespaces "NS" is forbidden: User "system:serviceaccount:NS:reader" cannot get resource "namespaces" in API group "" in the namespace "NS"
        forbidden: User "system:serviceaccount:NS:reader" cannot get path "/metrics"
        """);

    [Fact]
    public Task A_role_and_its_binding_allow_at_once_and_only_that() => kubectl.ShouldPrintAsync(
        Reader + """
        kubectl create role reads --verb=get,list --resource=configmaps
        kubectl create rolebinding reads --role=reads --serviceaccount=$ns:reader
        as_reader get configmaps
        as_reader auth can-i list configmaps
        as_reader auth can-i watch configmaps
        as_reader create configmap c
        kubectl auth can-i list configmaps --as=system:serviceaccount:$ns:reader
        kubectl auth can-i delete configmaps --as=system:serviceaccount:$ns:reader || true
        as_reader auth can-i --list --no-headers | grep configmaps | tr -s ' '
        """,
        """
        serviceaccount/reader
        role.rbac.authorization.k8s.io/reads created
        rolebinding.rbac.authorization.k8s.io/reads created
        No resources found in NS namespace.
        yes
        no
        configmaps is forbidden: User "system:serviceaccount:NS:reader" cannot create resource "configmaps" in API group "" in the namespace "NS"
        yes
        no
        configmaps [] [] [get list]
        """);

    [Fact]
    public Task Nobody_gives_away_what_they_do_not_have() => kubectl.ShouldPrintAsync(
        Reader + """
        kubectl create role writes-roles --verb=create,update --resource=roles,rolebindings -o name
        kubectl create rolebinding writes-roles --role=writes-roles --serviceaccount=$ns:reader -o name
        as_reader create role more --verb=get --resource=secrets
        as_reader create role same --verb=create --resource=roles.rbac.authorization.k8s.io -o name
        as_reader create rolebinding more --clusterrole=cluster-admin --serviceaccount=$ns:reader | head -1
        """,
        """
        serviceaccount/reader
        role.rbac.authorization.k8s.io/writes-roles
        rolebinding.rbac.authorization.k8s.io/writes-roles
        roles.rbac.authorization.k8s.io "more" is forbidden: user "system:serviceaccount:NS:reader" (groups=["system:serviceaccounts" "system:serviceaccounts:NS" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
        {APIGroups:[""], Resources:["secrets"], Verbs:["get"]}
        role.rbac.authorization.k8s.io/same
        rolebindings.rbac.authorization.k8s.io "more" is forbidden: user "system:serviceaccount:NS:reader" (groups=["system:serviceaccounts" "system:serviceaccounts:NS" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
        """);

    [Fact]
    public Task A_Secret_for_a_token_is_filled_in_and_goes_with_the_account() => kubectl.ShouldPrintAsync(
        Reader + """
        cat > secret-$ns.yaml <<EOF
        apiVersion: v1
        kind: Secret
        type: kubernetes.io/service-account-token
        metadata: {name: t, annotations: {kubernetes.io/service-account.name: reader}}
        EOF
        kubectl apply -f secret-$ns.yaml
        until kubectl get secret t -o jsonpath='{.data.token}' | grep -q .; do :; done
        kubectl get secret t -o go-template='{{range $k, $v := .data}}{{$k}} {{end}}{{"\n"}}'
        token=$(kubectl get secret t -o jsonpath='{.data.token}' | base64 -d)
        whoami | head -1
        kubectl delete serviceaccount reader -o name
        kubectl wait secret/t --for=delete --timeout=10s
        as_reader get configmaps
        """,
        """
        serviceaccount/reader
        secret/t created
        ca.crt namespace token 
        "username":"system:serviceaccount:NS:reader"
        serviceaccount/reader
        error: You must be logged in to the server (Unauthorized)
        """);

    [Fact]
    public Task What_the_sandbox_keeps_and_does_not_enforce_it_says() => kubectl.ShouldPrintAsync(
        """
        cat > policy-$ns.yaml <<EOF
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: $ns}
        spec:
          matchConstraints: {resourceRules: [{apiGroups: [velero.io], apiVersions: [v1], operations: [UPDATE], resources: [backups], scope: "*"}]}
          variables: [{name: one, expression: "1"}]
          validations: [{expression: "object.spec == oldObject.spec"}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: $ns}
        spec: {policyName: $ns, validationActions: [Deny]}
        EOF
        kubectl apply -f policy-$ns.yaml 2>&1 | sed s/$ns/NS/
        kubectl apply -f policy-$ns.yaml 2>&1 | grep -c unchanged
        kubectl delete -f policy-$ns.yaml >/dev/null
        """,
        """
        Warning: the sandbox does not enforce ValidatingAdmissionPolicy NS: it keeps it and evaluates no CEL
        validatingadmissionpolicy.admissionregistration.k8s.io/NS created
        Warning: the sandbox does not enforce ValidatingAdmissionPolicyBinding NS: it keeps it and evaluates no CEL
        validatingadmissionpolicybinding.admissionregistration.k8s.io/NS created
        2
        """);

    [Fact]
    public Task A_Deployment_is_kept_with_what_the_server_fills_in() => kubectl.ShouldPrintAsync(
        """
        cat > deployment-$ns.yaml <<EOF
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: d}
        spec:
          selector: {matchLabels: {app: d}}
          template:
            metadata: {labels: {app: d}}
            spec:
              containers: [{name: c, image: "i:1", ports: [{name: probe, containerPort: 8080}], volumeMounts: [{name: tls, mountPath: /tls}]}]
              volumes: [{name: tls, secret: {secretName: s}}]
        EOF
        kubectl apply -f deployment-$ns.yaml
        sed -i s/i:1/i:2/ deployment-$ns.yaml
        kubectl apply -f deployment-$ns.yaml
        kubectl apply -f deployment-$ns.yaml
        kubectl get deployment d -o jsonpath='{.spec.replicas} {.spec.strategy.type} {.spec.template.spec.containers[0].imagePullPolicy} {.metadata.generation}{"\n"}'
        kubectl get deploy --no-headers | tr -s ' ' | sed 's/ [0-9]*s$//'
        sed -i 's/name: tls, mountPath/name: other, mountPath/; s/matchLabels: {app: d}/matchLabels: {app: e}/' deployment-$ns.yaml
        kubectl apply -f deployment-$ns.yaml 2>&1 | grep -oE 'spec\.[a-zA-Z.]*(\[0\])?[a-zA-Z.]*(\[0\])?[a-zA-Z.]*: [A-Z][a-z]+ ?[a-z]*' | sort -u || true
        """,
        """
        deployment.apps/d created
        deployment.apps/d configured
        deployment.apps/d unchanged
        1 RollingUpdate IfNotPresent 2
        d 0/1 0 0
        spec.selector: Invalid value
        spec.template.metadata.labels: Invalid value
        spec.template.spec.containers[0].volumeMounts[0].name: Not found
        """);
}
