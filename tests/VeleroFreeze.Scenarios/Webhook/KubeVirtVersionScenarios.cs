using System.Text.Json;
using System.Text.RegularExpressions;
using VeleroFreeze.Tests.Webhook;

namespace VeleroFreeze.Scenarios.Webhook;

/// <summary>The KubeVirt release as the ConfigMap gives it to a webhook that runs.</summary>
public sealed class KubeVirtVersionScenarios : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("velerofreeze-");

    private string VersionFile => Path.Combine(_folder.FullName, "version");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_comes_and_goes_while_the_webhook_runs_and_hooks_are_injected_throughout()
    {
        await using var webhook = await RunningWebhook.StartAsync("--reload-interval", "100ms", "--drain", "0s", "--kubevirt-version-file", VersionFile);
        await ShouldSayAsync(webhook, "unknown, by its file");
        await File.WriteAllTextAsync(VersionFile, "v1.9.0\n");
        await webhook.Process.LineAsync(new Regex("kubevirt version=1.9.0 source=file", RegexOptions.None, TimeSpan.FromSeconds(60)));
        await ShouldSayAsync(webhook, "1.9.0, by its file");
        await File.WriteAllTextAsync(VersionFile, "v4.19.3");
        await webhook.Process.LineAsync(new Regex("it counts as unknown: .*probably holds KubeVirt 1.5; set 1.5", RegexOptions.None, TimeSpan.FromSeconds(60)));
        await ShouldSayAsync(webhook, "unknown, by its file");
        File.Delete(VersionFile);
        await webhook.ShouldServeAsync();
        await ShouldSayAsync(webhook, "unknown, by its file");
    }

    private static async Task ShouldSayAsync(RunningWebhook webhook, string version)
    {
        var trial = Reviews.Create(Reviews.Vm(), dryRun: true).Replace("db-0", "velerofreeze-preflight", StringComparison.Ordinal);
        var reply = await webhook.PostAsync("/mutate", trial);
        reply.ShouldAllowWithHooks();
        JsonDocument.Parse(reply.Body).RootElement.GetProperty("response").GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString())
            .ShouldContain($"velerofreeze: the KubeVirt version is {version}");
    }
}
