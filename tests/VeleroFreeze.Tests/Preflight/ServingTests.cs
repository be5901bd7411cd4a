using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Tests.Preflight;

/// <summary>What preflight makes of a certificate that it saw with its own eyes, and of what the webhook says of it.</summary>
public sealed class ServingTests
{
    /// <summary>The real clock, by which the authority of the tests dates its certificates.</summary>
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly TestAuthority Authority = TestAuthority.Create("authority");

    [Theory]
    [InlineData("velerofreeze: the serving certificate is valid from 2026-11-15T00:00:00Z to 2026-11-29T12:00:00Z", true)]
    [InlineData("velerofreeze: the serving certificate is valid from 2026-11-15 to 2026-11-29", false)]
    [InlineData("velerofreeze: the serving certificate is valid from 2026-11-15T00:00:00Z", false)]
    [InlineData("another webhook: the serving certificate is valid from 2026-11-15T00:00:00Z to 2026-11-29T12:00:00Z", false)]
    public void A_notice_is_told_from_other_warnings(string warning, bool isOne) => ServingNotice.Read(warning)
        .ShouldBe(isOne ? new Validity(new(2026, 11, 15, 0, 0, 0, TimeSpan.Zero), new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero)) : null);

    [Fact]
    public void A_notice_comes_back_as_it_was_sent_and_fits_into_a_warning()
    {
        var serving = new Validity(new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), new(2027, 1, 2, 3, 4, 5, TimeSpan.Zero));
        ServingNotice.Render(serving).Length.ShouldBeLessThanOrEqualTo(120);
        ServingNotice.Read(ServingNotice.Render(serving)).ShouldBe(serving);
    }

    [Fact]
    public void What_was_seen_goes_before_what_was_told()
    {
        var result = Certificate([Authority, Authority], Authority, ServingNotice.Render(new Validity(Now.AddDays(-1), Now.AddDays(100))));
        (result.Status, result.Reason).ShouldBe((CheckStatus.Ok, "trusted by the API server; 9 days left"));
    }

    /// <summary>Each entry of the registration has a bundle of its own, and each is asked for other namespaces.</summary>
    [Fact]
    public void One_entry_that_does_not_trust_it_is_enough()
    {
        var result = Certificate([Authority, TestAuthority.Create("old")], Authority);
        (result.Status, result.Reason).ShouldBe((CheckStatus.Failed, "what localhost:8443 serves is not one that its caBundle trusts: the API server passes the webhook over"));
    }

    [Theory]
    [InlineData("""{"url":"https://hooks.example/mutate"}""", "hooks.example:443", false)]
    [InlineData("""{"url":"https://[::1]:8443/mutate"}""", "[::1]:8443", false)]
    [InlineData("""{"service":{"namespace":"velerofreeze","name":"webhook","path":"/mutate"}}""", "webhook.velerofreeze.svc:443", true)]
    [InlineData("""{"service":{"namespace":"velerofreeze","name":"webhook","port":8443,"path":"/mutate"}}""", "webhook.velerofreeze.svc:8443", true)]
    public void It_is_looked_for_where_the_API_server_calls(string client, string address, bool isService)
    {
        var found = WebhookReader.Address(Registered(client.Replace("/mutate", "/mutate/required", StringComparison.Ordinal)));
        found!.ToString().ShouldBe(address);
        found.IsService.ShouldBe(isService);
    }

    private static CheckResult Certificate(TestAuthority[] trusted, TestAuthority signer, params string[] warnings)
    {
        var bundles = trusted.Select(authority => Convert.ToBase64String(Encoding.ASCII.GetBytes(authority.Pem)));
        var facts = WebhookReader.Read(new InstallationObjects
        {
            Now = Now,
            VeleroNamespace = "velero",
            WebhookConfigurations = Registered([.. bundles.Select(bundle => $$"""{"url":"https://localhost:8443/mutate/required","caBundle":"{{bundle}}"}""")]),
            Warnings = warnings,
            Handshake = new Handshake(new WebhookAddress("localhost", 8443, IsService: false), [X509Certificate2.CreateFromPem(signer.Server(notAfter: Now.AddDays(9.5)).Certificate)]),
        });
        return WebhookRules.Examine(facts, Now).Results.Single(result => result.Check.Id == "webhook-certificate");
    }

    private static ReadResult Registered(params string[] clients)
    {
        var entries = clients.Select(client => $$"""{"clientConfig":{{client}},"rules":[{"apiGroups":["kubevirt.io"],"resources":["virtualmachines"]}]}""");
        return new ReadResult([JsonElement.Parse(Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"velerofreeze"},"webhooks":[{{string.Join(',', entries)}}]}"""))]);
    }
}
