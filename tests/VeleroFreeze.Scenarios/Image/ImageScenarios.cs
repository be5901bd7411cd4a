using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.Install.Pods;
using VeleroFreeze.Scenarios.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Scenarios.Image;

/// <summary>The commands of the Dockerfile, run, and what they give, started as a cluster starts it.</summary>
public sealed partial class ImageScenarios(PublishedImage image, ITestOutputHelper output) : IClassFixture<PublishedImage>
{
    /// <summary>What a small node has to spare for one of ours.</summary>
    private const long MostMemory = 256 << 20;

    private static readonly string[] Capabilities = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"];

    private static readonly string[] InBaseImage = ["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"];

    private static readonly string[] Deployments = ["velerofreeze-certs", "velerofreeze-verifier", "velerofreeze-webhook"];

    /// <summary>The base image has the C library and no .NET; OpenSSL, which it has too, is loaded by name.</summary>
    [Fact]
    public async Task It_needs_nothing_that_its_base_image_lacks()
    {
        var headers = await Shell.RunAsync($"readelf --dynamic --wide '{image.Build.App}/velero-freeze'");
        var libraries = NeededLibrary().Matches(headers.Output).Select(match => match.Groups[1].Value).ToList();
        libraries.ShouldContain("libc.so.6", headers.Error);
        libraries.ShouldAllBe(library => InBaseImage.Contains(library));
    }

    [Fact]
    public void Its_labels_say_what_is_stamped_into_the_executable()
    {
        var labels = image.Build.Settings("LABEL");
        labels["org.opencontainers.image.version"].ShouldBe(PublishedImage.Version);
        labels["org.opencontainers.image.revision"].ShouldBe(PublishedImage.Revision);
        labels["org.opencontainers.image.created"].ShouldBe(PublishedImage.Created);
        labels["org.opencontainers.image.title"].ShouldBe("velero-freeze");
        labels.Values.ShouldAllBe(value => value.Length > 0);
    }

    [Theory]
    [Trait("Run", "Full")]
    [InlineData("amd64", 0x3e)]
    [InlineData("arm64", 0xb7)]
    public async Task It_is_built_for_either_architecture_by_the_same_commands(string architecture, byte machine)
    {
        var build = image.Build.Architecture == architecture ? image.Build : await image.BuildAsync(architecture);
        var head = (await File.ReadAllBytesAsync(Path.Combine(build.App, "velero-freeze"))).AsSpan(0, 20).ToArray();
        head[..4].ShouldBe("\u007fELF"u8.ToArray());
        head[18].ShouldBe(machine);
    }

    /// <summary>Installed from the manifests, each role as nobody in particular, with nothing it could write to, and with a quarter of a gibibyte.</summary>
    [Fact]
    public async Task Every_role_does_its_work_as_nobody_with_nothing_to_write_to_and_256_MiB_of_memory()
    {
        await using var cluster = await InstalledCluster.StartAsync(hasActors: true, options => options with { Image = image.Image, MostMemory = MostMemory });
        await cluster.KubectlAsync("apply -k deploy/overlays/self-signed");
        foreach (var deployment in Deployments)
        {
            await cluster.ReadyAsync(InstalledJob.Space, deployment);
            await ShouldBeLockedInAsync(Pod(cluster, deployment));
        }

        await InstalledJob.ProtectAsync(cluster);
        await InstalledJob.JudgeAsync(cluster);
        await ShouldTakeCommandsAsync(cluster);
        cluster.Runner.Pods.ShouldAllBe(pod => pod.Restarts == 0, cluster.Runner.Output);
        foreach (var pod in cluster.Runner.Pods)
        {
            var memory = pod.Memory.ShouldNotBeNull();
            output.WriteLine($"{pod.Name}: {memory.Peak >> 20} of {memory.Limit >> 20} MiB");
            memory.Limit.ShouldBeLessThanOrEqualTo(MostMemory);
            memory.Peak.ShouldBeLessThan(memory.Limit);
            memory.Kills.ShouldBe(0);
        }
    }

    private static RunningPod Pod(InstalledCluster cluster, string deployment) => cluster.Runner.Pods.First(pod => pod.Spec.Deployment == deployment);

    /// <summary>As the kernel sees it.</summary>
    private static async Task ShouldBeLockedInAsync(RunningPod pod)
    {
        var lines = (await File.ReadAllLinesAsync($"/proc/{pod.ProcessId}/status")).Select(line => line.Split('\t', 2)).ToDictionary(parts => parts[0].TrimEnd(':'), parts => parts[^1], StringComparer.Ordinal);
        lines["Name"].ShouldBe("velero-freeze");
        lines["NoNewPrivs"].ShouldBe("1");
        if (Environment.IsPrivilegedProcess)
        {
            (lines["Uid"], lines["Gid"], lines["Groups"].Trim()).ShouldBe(("65532\t65532\t65532\t65532", "65532\t65532\t65532\t65532", "65532"));
            Capabilities.ShouldAllBe(kind => lines[kind] == "0000000000000000");
        }

        foreach (var folder in (string[])["", "/app"])
        {
            var mount = (await File.ReadAllLinesAsync($"/proc/{pod.ProcessId}/mountinfo")).Last(line => line.Split(' ')[4] == (folder.Length == 0 ? "/" : folder));
            mount.Split(' ')[5].Split(',').ShouldContain("ro", mount);
        }

        new DirectoryInfo($"/proc/{pod.ProcessId}/cwd").LinkTarget.ShouldEndWith("/app");
    }

    /// <summary>What people run in its containers.</summary>
    private static async Task ShouldTakeCommandsAsync(InstalledCluster cluster)
    {
        var version = await Pod(cluster, "velerofreeze-webhook").ExecuteAsync(["--version"]);
        version.Output.ShouldBe($"{PublishedImage.Version}+{PublishedImage.Revision}\n", version.Error);

        var status = await Pod(cluster, "velerofreeze-certs").ExecuteAsync(["certs", "status"]);
        status.Output.ShouldStartWith("phase: steady\n", customMessage: status.Error);
        status.ExitCode.ShouldBe(0);

        var manifest = await File.ReadAllTextAsync(Repository.Path("examples", "vm-required.yaml"));
        var injected = await Pod(cluster, "velerofreeze-webhook").ExecuteAsync(["inject", "-"], manifest);
        injected.Output.ShouldContain("pre.hook.backup.velero.io/command:", customMessage: injected.Error);
        injected.ExitCode.ShouldBe(0);
    }

    [GeneratedRegex(@"\(NEEDED\)\s+Shared library: \[(.+?)\]")]
    private static partial Regex NeededLibrary();
}
