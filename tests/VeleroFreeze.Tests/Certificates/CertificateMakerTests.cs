using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Certificates;
using VeleroFreeze.Core.Certificates;

namespace VeleroFreeze.Tests.Certificates;

public sealed class CertificateMakerTests
{
    private const string ServerName = "velerofreeze-webhook.velerofreeze.svc";
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly RotationRules Rules = new();

    [Fact]
    public void A_leaf_leads_to_its_authority_and_to_no_other()
    {
        var (authority, other) = (CertificateMaker.Authority(Rules, Now), CertificateMaker.Authority(Rules, Now));
        using var leaf = X509Certificate2.CreateFromPem(CertificateMaker.Leaf(authority, ServerName, Rules, Now).Certificate);
        Leads(leaf, authority).ShouldBeTrue();
        Leads(leaf, other).ShouldBeFalse();
        leaf.MatchesHostname(ServerName).ShouldBeTrue();
        leaf.MatchesHostname("velerofreeze-webhook.elsewhere.svc").ShouldBeFalse();
    }

    [Fact]
    public void It_is_valid_an_hour_before_it_is_made_and_ends_when_it_should()
    {
        var authority = CertificateMaker.Authority(Rules, Now);
        var leaf = CertificateFacts.Read(CertificateMaker.Leaf(authority, ServerName, Rules, Now).Certificate)!;
        leaf.NotBefore.ShouldBe(Now.AddHours(-1));
        leaf.NotAfter.ShouldBe(Now.AddDays(14));
        CertificateFacts.Read(authority.Certificate)!.NotAfter.ShouldBe(Now.AddDays(730));
    }

    [Fact]
    public void It_never_outlives_its_authority()
    {
        var authority = CertificateMaker.Authority(Rules with { AuthorityLifetime = TimeSpan.FromDays(3) }, Now);
        CertificateFacts.Read(CertificateMaker.Leaf(authority, ServerName, Rules, Now).Certificate)!.NotAfter.ShouldBe(Now.AddDays(3));
    }

    [Fact]
    public void Who_signed_a_certificate_is_read_from_it()
    {
        var pair = CertificateMaker.Authority(Rules, Now);
        var (authority, leaf) = (CertificateFacts.Read(pair.Certificate)!, CertificateFacts.Read(CertificateMaker.Leaf(pair, ServerName, Rules, Now).Certificate)!);
        leaf.IssuerId.ShouldBe(authority.Id);
        authority.IssuerId.ShouldBe(authority.Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n")]
    public void What_is_no_certificate_counts_as_none(string? pem) => CertificateFacts.ReadAll(pem).ShouldBeEmpty();

    [Fact]
    public void No_text_of_a_pair_holds_its_key() => CertificateMaker.Authority(Rules, Now).ToString().ShouldBe("CertificatePair");

    private static bool Leads(X509Certificate2 leaf, CertificatePair authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authority.Certificate));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1"));
        return chain.Build(leaf);
    }
}
