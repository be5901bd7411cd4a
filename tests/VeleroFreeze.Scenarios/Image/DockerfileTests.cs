using System.Text.Json;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Image;

/// <summary>What the image is made of, and how it starts.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] ReadByRestore = [".csproj", ".props", "global.json"];

    private static IReadOnlyList<Instruction> Build => Dockerfile.Stages[0];

    private static IReadOnlyList<Instruction> Image => Dockerfile.Stages[1];

    [Fact]
    public void It_is_built_with_the_SDK_and_runs_without_a_shell() => Dockerfile.Stages.Select(stage => stage[0].Text).ShouldBe(
    [
        "--platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build",
        "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled",
    ]);

    [Fact]
    public void Nobody_in_it_is_root_and_its_user_is_the_one_of_the_manifests() => Image.All("USER").ShouldBe(["65532:65532"]);

    [Fact]
    public void It_starts_the_executable_and_leaves_the_role_to_the_arguments()
    {
        JsonSerializer.Deserialize<string[]>(Image.All("ENTRYPOINT").Single()).ShouldBe(["/app/velero-freeze"]);
        Image.All("CMD").ShouldBeEmpty();
        Image.All("WORKDIR").ShouldBe(["/app"]);
        Image.All("COPY").ShouldBe(["--from=build /app/ ./"]);
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

    private static IEnumerable<string> BeforeRestore() =>
        Build.TakeWhile(found => !found.Text.StartsWith("dotnet restore", StringComparison.Ordinal)).All("COPY").SelectMany(text => text.Split(' ')[..^1]);
}
