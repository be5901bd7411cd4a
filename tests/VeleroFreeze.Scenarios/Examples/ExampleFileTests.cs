using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Examples;

/// <summary>That each file of <c>examples</c> is what it says.</summary>
public sealed partial class ExampleFileTests
{
    private static readonly string Folder = Repository.Path("examples");
    private static readonly string Readme = File.ReadAllText(Path.Combine(Folder, "README.md"));

    [Fact]
    public void The_page_names_every_file_and_no_other()
    {
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Where(file => file != "README.md");
        FileLink().Matches(Readme).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).ShouldBe(files, ignoreOrder: true);
    }

    [Fact]
    public async Task Shellcheck_has_nothing_to_say_of_the_hooks_and_all_may_be_run()
    {
        var result = await Shell.RunAsync("cd examples/guest/fsfreeze-hook.d && shellcheck -- * && find . -type f ! -perm -555");
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_manifest_for_Git_is_what_inject_makes_of_it()
    {
        var result = await Shell.RunAsync(
            """
            set -o pipefail
            velero-freeze inject --check examples/vm-injected.yaml
            velero-freeze inject --remove examples/vm-injected.yaml | velero-freeze inject - | grep -vx ' *annotations: {}' | diff - examples/vm-injected.yaml
            """);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
    }

    [Fact]
    public void The_tuned_VM_shows_every_annotation_there_is()
    {
        var tuned = YamlText.Parse(File.ReadAllText(Path.Combine(Folder, "vm-tuned.yaml"))) as JsonObject;
        tuned!.ObjectAt("metadata", "annotations")!.Select(annotation => annotation.Key).ShouldBe(
            ["velerofreeze.io/freeze-timeout", "velerofreeze.io/on-error", "velerofreeze.io/thaw-timeout", "velerofreeze.io/unfreeze-after"], ignoreOrder: true);
    }

    /// <summary>Each kind of distribution has its own commands; whichever there are, the agent is enabled and started.</summary>
    [Theory]
    [InlineData("systemctl setsebool", "systemctl enable qemu-guest-agent|systemctl start qemu-guest-agent|setsebool -P virt_qemu_ga_read_nonsecurity_files on")]
    [InlineData("systemctl", "systemctl enable qemu-guest-agent|systemctl start qemu-guest-agent")]
    [InlineData("rc-update rc-service", "rc-update add qemu-guest-agent|rc-service qemu-guest-agent start")]
    public async Task The_first_boot_installs_the_agent_and_starts_it(string commands, string expected)
    {
        var config = UserData();
        config.Select(setting => setting.Key).ShouldBe(["package_update", "packages", "runcmd"]);
        config.ArrayAt("packages")!.Select(package => (string?)package).ShouldBe(["qemu-guest-agent"]);
        var result = await Shell.RunAsync(
            $$"""
            for command in {{commands}}; do
              eval "$command() { echo $command \"\$@\"; }"
            done
            PATH=/nowhere
            {{string.Join('\n', config.ArrayAt("runcmd")!.Select(command => (string?)command))}}
            """);
        result.Error.ShouldBeEmpty();
        result.Output.TrimEnd().ShouldBe(expected.Replace('|', '\n'));
    }

    private static JsonObject UserData()
    {
        var text = Manifests.Split(File.ReadAllText(Path.Combine(Folder, "guest", "vm.yaml"))).Named("Secret shop/catalog-cloud-init").TextAt("stringData", "userdata")!;
        text.ShouldStartWith("#cloud-config\n");
        return (JsonObject)YamlText.Parse(text)!;
    }

    [GeneratedRegex(@"\]\(([^)#:]+[^)#:/])\)")]
    private static partial Regex FileLink();
}
