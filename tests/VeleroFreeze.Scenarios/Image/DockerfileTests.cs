using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Image;

/// <summary>What the image is made of, and how it starts.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] ReadByRestore = [".csproj", ".props", "global.json"];

    private static IReadOnlyList<Instruction> Build => Dockerfile.Stages[0];

    private static IReadOnlyList<Instruction> Image => Dockerfile.Stages[1];

    [Fact]
    public void It_is_built_with_the_SDK_and_runs_without_a_shell() => Dockerfile.Stages.Select(stage => stage[0].Text).ShouldBe(
    [
        "--platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build",
        "mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled",
    ]);

    [Fact]
    public void Nobody_in_it_is_root_and_its_user_is_the_one_of_the_manifests() => Image.All("USER").ShouldBe(["65532:65532"]);

    [Fact]
    public void It_starts_the_executable_and_leaves_the_role_to_the_arguments()
    {
        JsonSerializer.Deserialize<string[]>(Image.All("ENTRYPOINT").Single()).ShouldBe(["/app/velero-freeze"]);
        Image.All("CMD").ShouldBeEmpty();
        Image.All("WORKDIR").ShouldBe(["/app"]);
        Image.All("COPY").ShouldBe(["--from=build /app/velero-freeze ./"]);
        Build.All("RUN").Last().ShouldContain(" -o /app ");
    }

    [Fact]
    public async Task Manifests_give_it_arguments_and_never_a_command()
    {
        foreach (var overlay in Manifests.Overlays)
        {
            var containers = (await Manifests.RenderAsync($"overlays/{overlay}")).Select(Manifests.PodOf).SelectMany(pod => pod.ArrayAt("containers").Objects());
            containers.Where(container => container["command"] is not null || !container.ArrayAt("args").Texts().Any()).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Restore_depends_on_project_files_alone() => BeforeRestore().ShouldAllBe(file => ReadByRestore.Any(end => file.EndsWith(end, StringComparison.Ordinal)));

    [Fact]
    public void Restore_has_every_project_that_is_built()
    {
        var copied = Build.All("COPY").Select(text => text.Split(' ')[0]).Where(source => source.StartsWith("src/", StringComparison.Ordinal) && source.EndsWith('/'));
        var projects = BeforeRestore().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => Path.GetDirectoryName(file) + "/");
        projects.ShouldBe(copied, ignoreOrder: true);
    }

    /// <summary>What the tests build the image with is what the image is built with; Debian's <c>crossbuild-essential</c> is a compiler and a C library for that processor.</summary>
    [Fact]
    public async Task What_it_installs_is_installed_for_the_tests_too()
    {
        Build.All("RUN").First().ShouldContain(" install -y --no-install-recommends clang crossbuild-essential-$TARGETARCH ");
        var run = await File.ReadAllTextAsync(Repository.Path("tests", "run"));
        run.ShouldContain("packages=(binutils clang ");
        run.ShouldContain("packages+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)");
    }

    [Fact]
    public void The_sandbox_stays_out() => Build.All("COPY").ShouldAllBe(text => !text.Contains("Sandbox", StringComparison.Ordinal) && !text.StartsWith("src/ ", StringComparison.Ordinal) && !text.StartsWith(". ", StringComparison.Ordinal));

    [Fact]
    public void Whatever_is_copied_exists_and_is_let_through()
    {
        var let = File.ReadAllLines(Repository.Path(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        var sources = Build.All("COPY").SelectMany(text => text.Split(' ')[..^1]).Select(source => source.TrimEnd('/')).ToList();
        sources.ShouldAllBe(source => Path.Exists(Repository.Path(source)));
        sources.ShouldAllBe(source => let.Any(allowed => source == allowed || source.StartsWith(allowed + "/", StringComparison.Ordinal)));
    }

    /// <summary>All but the platform's, which a builder fills in by itself.</summary>
    [Fact]
    public void README_gives_every_argument_that_there_is() =>
        BuildArgument().Matches(ReadmeCommand).Select(match => match.Groups[1].Value)
            .ShouldBe(Dockerfile.Stages.SelectMany(stage => stage.All("ARG")).Select(argument => argument.Split('=')[0]).Distinct().Where(name => name != "TARGETARCH"), ignoreOrder: true);

    [Fact]
    public async Task README_takes_revision_and_time_from_git()
    {
        var commands = Substitution().Matches(ReadmeCommand).Select(match => match.Groups[1].Value).ToList();
        var printed = (await Shell.RunAsync(string.Join('\n', commands))).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        printed.Length.ShouldBe(2);
        printed[0].ShouldMatch("^[0-9a-f]{40}$");
        DateTimeOffset.TryParse(printed[1], CultureInfo.InvariantCulture, out _).ShouldBeTrue(printed[1]);
    }

    [Fact]
    public async Task The_version_is_the_same_wherever_it_stands()
    {
        var version = Version().Match(await File.ReadAllTextAsync(Repository.Path("Directory.Build.props"))).Groups[1].Value;
        Dockerfile.Stages.SelectMany(stage => stage.All("ARG")).Where(argument => argument.StartsWith("VERSION=", StringComparison.Ordinal)).Distinct().ShouldBe([$"VERSION={version}"]);
        ReadmeCommand.ShouldContain($"-t registry.example/velero-freeze:{version} ");
        ReadmeCommand.ShouldContain($" VERSION={version} ");
    }

    /// <summary>README's kustomization, from where it says that it lies.</summary>
    [Fact]
    public async Task README_points_the_manifests_at_another_registry()
    {
        var text = OwnKustomization().Match(Readme).Groups[1].Value.Replace("deploy/overlays/self-signed", Kustomization.PathTo("overlays", "self-signed"), StringComparison.Ordinal);
        var rendered = (await Kustomization.RenderAsync(since: 0, field: "images", text)).ShouldNotBeNull();
        var images = rendered.Select(Manifests.PodOf).SelectMany(pod => pod.ArrayAt("containers").Objects()).Select(container => container.TextAt("image")).ToList();
        images.Count.ShouldBe(3);
        images.Distinct().ShouldBe(["registry.example/velero-freeze:0.1.0"]);
    }

    private static string Readme { get; } = File.ReadAllText(Repository.Path("README.md")).ReplaceLineEndings("\n");

    private static string ReadmeCommand => BuildCommand().Match(Readme).Groups[1].Value;

    private static IEnumerable<string> BeforeRestore() =>
        Build.TakeWhile(found => !found.Text.StartsWith("dotnet restore", StringComparison.Ordinal)).All("COPY").SelectMany(text => text.Split(' ')[..^1]);

    [GeneratedRegex("```sh\n(docker buildx build .+?)```", RegexOptions.Singleline)]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"--build-arg (\w+)=")]
    private static partial Regex BuildArgument();

    [GeneratedRegex(@"\$\(([^)]+)\)")]
    private static partial Regex Substitution();

    [GeneratedRegex("<VersionPrefix>(.+)</VersionPrefix>")]
    private static partial Regex Version();

    [GeneratedRegex("```yaml\n(resources:.+?)```", RegexOptions.Singleline)]
    private static partial Regex OwnKustomization();
}
