using System.Runtime.InteropServices;
using System.Text.Json;
using VeleroFreeze.Scenarios.Install.Pods;

namespace VeleroFreeze.Scenarios.Image;

/// <summary>The image, as far as it can be had without an engine: what its Dockerfile puts into it, built once for all tests of it.</summary>
public sealed class PublishedImage : IAsyncLifetime
{
    public const string Version = "9.8.7";
    public const string Revision = "0123456789abcdef0123456789abcdef01234567";
    public const string Created = "2026-01-02T03:04:05+00:00";

    private readonly string _folder = Directory.CreateTempSubdirectory("image-").FullName;

    internal ImageBuild Build { get; private set; } = null!;

    /// <summary>As a container runtime starts it; of the base image's own variables those that mean something to the runtime.</summary>
    internal ContainerImage Image => new(
        Build.App,
        JsonSerializer.Deserialize<string[]>(Dockerfile.Stages[^1].All("ENTRYPOINT").Single())!,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_HTTP_PORTS"] = "8080", ["DOTNET_RUNNING_IN_CONTAINER"] = "true" }
            .Concat(Build.Settings("ENV")).GroupBy(pair => pair.Key).ToDictionary(same => same.Key, same => same.Last().Value, StringComparer.Ordinal));

    public async Task InitializeAsync() => Build = await BuildAsync(RuntimeInformation.OSArchitecture == Architecture.X64 ? "amd64" : "arm64");

    /// <summary>Builds for one architecture, as a builder names it. A second one finds compiled what does not depend on it.</summary>
    internal async Task<ImageBuild> BuildAsync(string architecture)
    {
        var build = new ImageBuild(_folder, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TARGETARCH"] = architecture,
            ["VERSION"] = Version,
            ["REVISION"] = Revision,
            ["CREATED"] = Created,
        });
        await build.RunAsync();
        return build;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
