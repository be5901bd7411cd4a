using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;
using VeleroFreeze.Tests.Webhook;

namespace VeleroFreeze.Scenarios.Webhook;

public class StartScenarios
{
    [Fact]
    public async Task Everything_wrong_with_the_options_is_told_at_once_and_the_exit_code_is_2()
    {
        await using var process = VeleroFreezeProcess.Start(["webhook", "--min-tls", "1.1"], ("VELEROFREEZE_WEBHOOK_DRAIN", "soon"));

        (await process.ExitAsync()).ShouldBe(2);

        process.Lines.Count.ShouldBe(4, process.Output);
        process.Lines.ShouldAllBe(line => line.StartsWith("velero-freeze webhook: "));
    }

    [Fact]
    public async Task A_missing_certificate_is_told_in_one_line_and_the_exit_code_is_2()
    {
        await using var process = VeleroFreezeProcess.Start(["webhook", "--tls-cert", "/nowhere/tls.crt", "--tls-key", "/nowhere/tls.key"]);

        (await process.ExitAsync()).ShouldBe(2);

        process.Lines.ShouldBe(["velero-freeze webhook: /nowhere/tls.crt cannot be read: no such file"]);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line_and_the_exit_code_is_2()
    {
        await using var first = await RunningWebhook.StartAsync();
        await using var second = VeleroFreezeProcess.Start(
            ["webhook", "--listen", first.Https.ToString(), "--probe-listen", "127.0.0.1:0", "--tls-cert", first.Files.CertificateFile, "--tls-key", first.Files.KeyFile]);

        (await second.ExitAsync()).ShouldBe(2);

        second.Lines.ShouldHaveSingleItem().ShouldContain(first.Https.ToString());
    }

    [Fact]
    public async Task Settings_come_from_variables_as_well()
    {
        using var files = new TlsFolder(TestAuthority.Create("authority"));
        await using var process = VeleroFreezeProcess.Start(
            ["webhook"],
            ("VELEROFREEZE_WEBHOOK_TLS_CERT", files.CertificateFile),
            ("VELEROFREEZE_WEBHOOK_TLS_KEY", files.KeyFile),
            ("VELEROFREEZE_WEBHOOK_LISTEN", "127.0.0.1:0"),
            ("VELEROFREEZE_WEBHOOK_PROBE_LISTEN", "127.0.0.1:0"),
            // Those of the framework are not listened to.
            ("ASPNETCORE_URLS", "http://127.0.0.1:1"));

        await process.ListeningAsync();
    }

    [Fact]
    public async Task Help_shows_every_option_and_examples()
    {
        await using var process = VeleroFreezeProcess.Start(["webhook", "--help"]);

        (await process.ExitAsync()).ShouldBe(0);

        foreach (var expected in new[] { "--tls-cert", "--min-tls", "--drain", "VELEROFREEZE_WEBHOOK_", "Examples:" })
        {
            process.Output.ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task The_log_has_one_line_a_request_and_nothing_of_what_is_in_it(string format)
    {
        await using var webhook = await RunningWebhook.StartAsync("--log-format", format, "--drain", "0s");
        var review = Reviews.Create(Reviews.Vm(), dryRun: true);
        string[] bodies =
        [
            review,
            Reviews.Update(Reviews.Vm(), Reviews.Vm("disabled")),
            review.TrimEnd()[..^1],
            Reviews.With("object", $"\"{Reviews.Canary}\""),
            Reviews.Create(Reviews.Vm(templateMetadata: $$$"""{"annotations":{"pre.hook.backup.velero.io/command":"{{{Reviews.Canary}}}"}}""")),
            Reviews.Create(Reviews.Vm(templateMetadata: $$$"""{"annotations":{"{{{Reviews.Canary}}}":1,"velerofreeze.io/injected":"\ud800"}}""")),
            Reviews.With("subResource", $"\"{Reviews.Canary}\""),
            Reviews.Canary,
        ];
        foreach (var body in bodies)
        {
            body.ShouldContain(Reviews.Canary);
            await webhook.PostAsync($"/mutate?timeout={Reviews.Canary}", body);
        }

        await webhook.Process.SignalAsync("TERM");
        (await webhook.Process.ExitAsync()).ShouldBe(0);
        webhook.Process.Output.ShouldNotContain(Reviews.Canary);
        webhook.Process.Lines.Count(line => line.Contains("operation=CREATE", StringComparison.Ordinal)).ShouldBe(5, webhook.Process.Output);
        webhook.Process.Lines.Count(line => line.Contains("refused reason=no-review", StringComparison.Ordinal)).ShouldBe(2, webhook.Process.Output);
        webhook.Process.Output.ShouldContain(
            "kind=VirtualMachine namespace=prod name=db-0 operation=CREATE outcome=injected reason=- dryRun=True milliseconds=");
        if (format == "json")
        {
            webhook.Process.Lines.ShouldAllBe(line => line.StartsWith('{') && line.EndsWith('}'));
        }
    }
}
