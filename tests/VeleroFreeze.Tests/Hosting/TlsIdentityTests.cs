using System.Security.Cryptography;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Tests.Hosting;

public class TlsIdentityTests
{
    private static readonly TestAuthority Authority = TestAuthority.Create("authority");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pair_is_loaded_whatever_the_kind_of_its_key(bool isRsa)
    {
        var (certificate, key) = Authority.Server(isRsa);

        var identity = TlsIdentity.TryLoad(new TlsFileContents(certificate, key, ClientAuthority: null), out var problem);

        problem.ShouldBeNull();
        identity!.Subject.ShouldBe("CN=localhost");
        identity.ClientAuthorities.ShouldBeNull();
    }

    [Fact]
    public void A_key_in_the_older_form_is_loaded_too()
    {
        var (certificate, key) = Authority.Server();
        using var ec = ECDsa.Create();
        ec.ImportFromPem(key);

        TlsIdentity.TryLoad(new TlsFileContents(certificate, ec.ExportECPrivateKeyPem(), null), out var problem).ShouldNotBeNull(problem);
    }

    [Fact]
    public void The_certificates_that_lead_to_the_authority_are_sent_along()
    {
        var intermediate = Authority.Intermediate("intermediate");
        var (certificate, key) = intermediate.Server();

        var identity = TlsIdentity.TryLoad(new TlsFileContents(certificate + "\n" + intermediate.Pem, key, null), out _)!;

        identity.Context.IntermediateCertificates.Select(sent => sent.Subject).ShouldBe(["CN=intermediate"]);
    }

    public static TheoryData<string, string, string> Bad
    {
        get
        {
            var (certificate, key) = Authority.Server();
            var (_, otherKey) = Authority.Server();
            return new TheoryData<string, string, string>
            {
                { "another pair's key", certificate, otherKey },
                { "an RSA key for a certificate on P-256", certificate, Authority.Server(isRsa: true).Key },
                { "no certificate", "", key },
                { "no key", certificate, "" },
                { "key and certificate the wrong way round", key, certificate },
                { "a certificate cut short", certificate[..200], key },
                { "a key cut short", certificate, key[..60] },
                { "no PEM", "hello", "hello" },
                { "a damaged certificate", certificate.Replace('M', '!'), key },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_makes_no_pair_is_refused_in_one_line(string name, string certificate, string key)
    {
        TlsIdentity.TryLoad(new TlsFileContents(certificate, key, null), out var problem).ShouldBeNull(name);

        problem.ShouldNotBeNullOrEmpty(name);
        problem.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    public void A_client_authority_without_a_certificate_would_accept_nobody_so_it_is_refused(string authorities)
    {
        var (certificate, key) = Authority.Server();

        TlsIdentity.TryLoad(new TlsFileContents(certificate, key, authorities), out var problem).ShouldBeNull();

        problem!.ShouldContain("client authority");
    }

    [Fact]
    public void A_key_does_not_show_in_the_text_of_what_was_read() => new TlsFileContents("c", "k", null).ToString().ShouldBe("TlsFileContents");
}
