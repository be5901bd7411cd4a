using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Hosting;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>
/// The product's whole job: VMs are labelled, the webhook injects, a backup runs by Velero's rules, the verifier says what it is worth. The roles are
/// processes of their own; what is printed is what they wrote to the API.
/// </summary>
internal sealed class DemoRun(DemoOptions options, DemoScreen screen, TextReader input) : IAsyncDisposable
{
    /// <summary>Filled by two tasks at once.</summary>
    private readonly ConcurrentQueue<ProductProcess> _roles = new();
    private readonly List<string> _unprotected = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var role in _roles)
        {
            await role.DisposeAsync();
        }
    }

    /// <summary>Tells the whole story.</summary>
    /// <returns>True when hooks were injected everywhere and no verdict contradicts what the guests recorded.</returns>
    public async Task<bool> RunAsync(DemoFolder folder, CancellationToken stop)
    {
        screen.Step($"A cluster with KubeVirt {options.KubeVirt.Version} and Velero {options.Velero.Name}, the webhook and the verifier");
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            Api = new ApiServerOptions { KubeconfigPath = options.Kubeconfig },
            KubeVirt = options.KubeVirt,
            Velero = options.Velero,
            Speed = 1,
        });
        using var cluster = new DemoCluster(new ClusterClient(sandbox.Kubeconfig, "velero-freeze-demo"));
        await StartRolesAsync(cluster, folder, stop);
        await NextAsync("Four VMs, which know nothing of us", stop);
        await CreateAsync(cluster, stop);
        await NextAsync($"kubectl label vm --all -n {DemoGuest.Namespace} {DemoWebhook.Label}=required", stop);
        await LabelAsync(cluster, stop);
        await NextAsync($"velero backup create nightly --include-namespaces {DemoGuest.Namespace}", stop);
        var backup = await BackUpAsync(cluster, stop);
        var truth = sandbox.KubeVirt!.Guests.Truth();
        await NextAsync("What VeleroFreeze says", stop);
        var report = await ReportAsync(cluster, backup, stop);
        var isTrue = Conclude(truth, report, backup);
        if (options.Keep)
        {
            await KeepAsync(stop);
        }

        return isTrue;
    }

    private async Task StartRolesAsync(DemoCluster cluster, DemoFolder folder, CancellationToken stop)
    {
        await cluster.CreateNamespaceAsync("velerofreeze", stop);
        var webhook = StartAsync(
            "webhook",
            ["--listen", "127.0.0.1:0", "--probe-listen", "127.0.0.1:0", "--tls-cert", folder.CertificateFile, "--tls-key", folder.KeyFile, "--drain", "0s", "--kubevirt-version", options.KubeVirt.Version],
            stop);
        var verifier = StartAsync("verifier", ["--kubeconfig", options.Kubeconfig, "--probe-listen", "127.0.0.1:0", "--allow-loopback-storage"], stop);
        await Task.WhenAll(webhook, verifier);
        var address = (await webhook).Listening("https").Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await cluster.RegisterAsync(DemoWebhook.Configuration(address, folder.AuthorityPem), stop);
        await cluster.CreateNamespaceAsync(DemoGuest.Namespace, stop);
    }

    private async Task<ProductProcess> StartAsync(string name, IEnumerable<string> arguments, CancellationToken stop)
    {
        var role = await ProductProcess.StartAsync(options.Executable, name, arguments, stop);
        _roles.Enqueue(role);
        screen.Line($"velero-freeze {name} serves, process {role.Id}");
        return role;
    }

    private async Task CreateAsync(DemoCluster cluster, CancellationToken stop)
    {
        foreach (var guest in DemoGuest.All)
        {
            await cluster.CreateAsync(guest, stop);
        }

        foreach (var guest in DemoGuest.All)
        {
            screen.Row((guest.Name, 14), (await cluster.SettledAsync(guest, stop), 10), (guest.Is, 18), ($"{guest.Disks.Length} disk{(guest.Disks.Length == 1 ? "" : "s")}", 0));
        }
    }

    private async Task LabelAsync(DemoCluster cluster, CancellationToken stop)
    {
        foreach (var guest in DemoGuest.All)
        {
            var hook = await cluster.LabelAsync(guest, stop);
            if (hook is null)
            {
                _unprotected.Add(guest.Name);
            }

            screen.Row((guest.Name, 14), (hook ?? "labelled, and no hook in its template", 0));
        }
    }

    private async Task<JsonObject> BackUpAsync(DemoCluster cluster, CancellationToken stop)
    {
        var backup = await cluster.BackUpAsync(stop);
        screen.Line(
            $"Velero says: {backup.TextAt("status", "phase")}, hooks attempted: {backup.NumberAt("status", "hookStatus", "hooksAttempted") ?? 0}, "
            + $"failed: {backup.NumberAt("status", "hookStatus", "hooksFailed") ?? 0}");
        return backup;
    }

    private async Task<JsonObject> ReportAsync(DemoCluster cluster, JsonObject backup, CancellationToken stop)
    {
        var judged = await cluster.VerdictAsync(stop);
        var report = await cluster.ReportAsync(backup, stop);
        screen.Line($"backup nightly is {judged.TextAt("metadata", "labels", "velerofreeze.io/consistency")}; policy met: {(report.BoolAt("policyMet") == true ? "yes" : "no")}");
        foreach (var vm in report.ArrayAt("virtualMachines").Objects())
        {
            screen.Row((vm.TextAt("name") ?? "", 14), (vm.TextAt("verdict") ?? "", 22), (string.Join(", ", vm.ArrayAt("reasons").Texts()), 0));
            foreach (var volume in vm.ArrayAt("volumes").Objects())
            {
                screen.Row(("", 2), (volume.TextAt("claim") ?? "", 18), (volume.TextAt("method") ?? "", 16), (Inside(volume), 0));
            }
        }

        return report;
    }

    private static string Inside(JsonObject volume) => volume.BoolAt("insideFreeze") switch
    {
        true => "inside the freeze",
        false => "not inside a freeze",
        null => "",
    };

    private bool Conclude(JsonArray truth, JsonObject report, JsonObject backup)
    {
        screen.Step("What only the guests know");
        foreach (var guest in DemoGuest.All.Where(guest => guest.Runs))
        {
            screen.Row((guest.Name, 14), (DemoTruth.WasFrozen(truth, guest.Name) ? "was frozen" : "was never frozen", 0));
        }

        List<string> wrong =
        [
            .. DemoTruth.Contradictions(truth, report).Select(vm => $"The report calls {vm} frozen, and it never was."),
            .. DemoTruth.Untold(report).Select(vm => $"The report cannot tell what the backup of {vm} is worth."),
            .. _unprotected.Select(vm => $"{vm} asks for hooks and has none: the webhook did not answer."),
        ];
        foreach (var line in wrong)
        {
            screen.Bad(line);
        }

        if (wrong.Count > 0)
        {
            return false;
        }

        var unfrozen = DemoGuest.All.Count(guest => guest.Runs && !DemoTruth.WasFrozen(truth, guest.Name));
        screen.Good($"{Environment.NewLine}Velero counts {backup.NumberAt("status", "hookStatus", "hooksFailed") ?? 0} failed hooks. {unfrozen} VMs ran unfrozen, and the report names them.");
        return true;
    }

    private async Task NextAsync(string title, CancellationToken stop)
    {
        if (options.Steps)
        {
            screen.Line("(Enter goes on)");
            await input.ReadLineAsync(stop);
        }

        screen.Step(title);
    }

    private async Task KeepAsync(CancellationToken stop)
    {
        screen.Step("All of it goes on running; Ctrl-C ends it");
        screen.Command($"export KUBECONFIG={options.Kubeconfig}");
        screen.Command($"kubectl get vm -n {DemoGuest.Namespace}");
        screen.Command("kubectl get backups -n velero -L velerofreeze.io/consistency");
        screen.Command("dotnet run --project src/VeleroFreeze -- verify nightly --allow-loopback-storage");
        screen.Command($"dotnet run --project src/VeleroFreeze -- explain nightly {DemoGuest.Namespace}/frontend --allow-loopback-storage");
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
