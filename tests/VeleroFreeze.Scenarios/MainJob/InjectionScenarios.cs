namespace VeleroFreeze.Scenarios.MainJob;

/// <summary>The first half of the main job as its user sees it: kubectl, an API server, and the webhook as a process of its own.</summary>
[Collection(ProtectedCluster.Alone)]
public sealed class InjectionScenarios(ProtectedCluster cluster) : IClassFixture<ProtectedCluster>
{
    private const string Hooks = "jsonpath='{.spec.template.metadata.annotations.pre\\.hook\\.backup\\.velero\\.io/command}'";

    [Fact]
    public Task Labelling_a_VM_puts_hooks_into_its_template_and_taking_the_label_off_takes_them_out() => cluster.ShouldPrintAsync(
        $$"""
        kubectl create -f vm-$ns.yaml
        kubectl get vm db -o {{Hooks}}
        kubectl label vm db velerofreeze.io/freeze=required
        kubectl get vm db -o {{Hooks}} | sed s/$ns/NS/
        echo
        kubectl label vm db velerofreeze.io/freeze- >/dev/null
        kubectl get vm db -o jsonpath='{.spec.template.metadata.annotations}'
        """,
        """
        virtualmachine.kubevirt.io/db created
        virtualmachine.kubevirt.io/db labeled
        ["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "NS"]
        {}
        """);

    [Fact]
    public Task A_labelled_namespace_opts_its_VMs_in_and_a_VMs_own_label_wins() => cluster.ShouldPrintAsync(
        $$"""
        kubectl label namespace $ns velerofreeze.io/freeze=preferred >/dev/null
        kubectl create -f vm-$ns.yaml
        kubectl get vm db -o {{Hooks}} | cut -c 1-35
        kubectl label vm db velerofreeze.io/freeze=disabled
        kubectl get vm db -o {{Hooks}}
        """,
        """
        virtualmachine.kubevirt.io/db created
        ["/usr/bin/virt-freezer", "--freeze
        virtualmachine.kubevirt.io/db labeled
        """);

    [Fact]
    public Task Who_types_a_value_that_means_nothing_is_told_at_the_terminal() => cluster.ShouldPrintAsync(
        """
        kubectl create -f vm-$ns.yaml
        kubectl label vm db velerofreeze.io/freeze=yes 2>&1
        """,
        """
        virtualmachine.kubevirt.io/db created
        Warning: label velerofreeze.io/freeze: unknown value `yes`; use required, preferred or disabled
        virtualmachine.kubevirt.io/db labeled
        """);

    [Fact]
    public Task Server_side_dry_run_shows_what_would_be_injected_and_stores_nothing() => cluster.ShouldPrintAsync(
        $$"""
        kubectl create -f vm-$ns.yaml
        kubectl patch vm db --type merge -p '{"metadata":{"labels":{"velerofreeze.io/freeze":"required"} } }' --dry-run=server -o {{Hooks}} | cut -c 1-35
        kubectl get vm db -o {{Hooks}}
        """,
        """
        virtualmachine.kubevirt.io/db created
        ["/usr/bin/virt-freezer", "--freeze
        """);

    [Fact]
    public Task Tuning_takes_over_a_halted_VM_and_not_a_running_one() => cluster.ShouldPrintAsync(
        """
        sed 's/"name": "db"/"name": "db", "labels": {"velerofreeze.io\/freeze": "required"}/' vm-$ns.yaml > halted.yaml
        sed 's/Halted/Always/; s/"db"/"up"/' halted.yaml > running.yaml
        kubectl create -f halted.yaml -f running.yaml
        kubectl annotate vm db up velerofreeze.io/unfreeze-after=2m 2>&1
        kubectl get vm db up -o jsonpath='{range .items[*]}{.metadata.name}={.metadata.annotations.kubevirt\.io/skip-backup-hooks} {end}'
        """,
        """
        virtualmachine.kubevirt.io/db created
        virtualmachine.kubevirt.io/up created
        virtualmachine.kubevirt.io/db annotated
        Warning: tuning acts once this VM was halted and written again; until then KubeVirt's own freeze hooks stay in force
        virtualmachine.kubevirt.io/up annotated
        db=true up=
        """);

    [Fact]
    public Task A_manifest_made_for_a_halted_VM_takes_nothing_from_a_running_one() => cluster.ShouldPrintAsync(
        """
        sed 's/Halted/Always/' vm-$ns.yaml | kubectl create -f -
        sed "s/\"name\": \"db\"/\"name\": \"db\", \"namespace\": \"$ns\", \"labels\": {\"velerofreeze.io\/freeze\": \"required\"}, \"annotations\": {\"velerofreeze.io\/unfreeze-after\": \"2m\"}/; s/Halted/Always/" vm-$ns.yaml > tuned.json
        velero-freeze inject --take-ownership tuned.json 2>/dev/null | grep -c skip-backup-hooks
        velero-freeze inject --take-ownership tuned.json 2>/dev/null | kubectl apply -f - 2>&1 | grep tuning
        kubectl get vm db -o jsonpath='{.metadata.annotations.kubevirt\.io/skip-backup-hooks}'
        """,
        """
        virtualmachine.kubevirt.io/db created
        1
        Warning: tuning acts once this VM was halted and written again; until then KubeVirt's own freeze hooks stay in force
        """);

    [Fact]
    public Task A_VM_copied_into_another_namespace_gets_hooks_of_its_own() => cluster.ShouldPrintAsync(
        $$"""
        sed 's/"name": "db"/"name": "db", "labels": {"velerofreeze.io\/freeze": "required"}/' vm-$ns.yaml | kubectl create -f - >/dev/null
        kubectl create namespace copy-$ns >/dev/null
        kubectl get vm db -o yaml | sed "s/namespace: $ns/namespace: copy-$ns/; /resourceVersion:\|uid:/d" | kubectl create -f - -n copy-$ns
        kubectl get vm db -n copy-$ns -o {{Hooks}} | sed s/$ns/NS/
        """,
        """
        virtualmachine.kubevirt.io/db created
        ["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "copy-NS"]
        """);

    [Fact]
    public async Task Every_write_of_a_VM_is_answered_exactly_once()
    {
        var result = await cluster.RunAsync(
            """
            kubectl create -f vm-$ns.yaml
            for label in velerofreeze.io/freeze=required velerofreeze.io/freeze- velerofreeze.io/freeze=preferred; do kubectl label --overwrite vm db $label; done
            kubectl label namespace $ns velerofreeze.io/freeze=required
            kubectl label vm db velerofreeze.io/freeze-
            kubectl label namespace $ns velerofreeze.io/freeze=preferred --overwrite
            kubectl label vm db velerofreeze.io/freeze=disabled
            kubectl delete vm db
            echo $ns
            """);
        result.ExitCode.ShouldBe(0, result.Error);
        var space = result.Output.Trim().Split('\n')[^1];
        var answers = cluster.Webhook.Process.Lines.Where(line => line.Contains($"namespace={space} ", StringComparison.Ordinal)).ToList();
        answers.Count.ShouldBe(5, "five writes that carry the label before or after, or stand in a labelled namespace:\n" + string.Join('\n', answers));
    }
}
