using System.Net.Security;
using System.Security.Authentication;
using VeleroFreeze.Hosting;

namespace VeleroFreeze.Tests.Hosting;

public class TlsRulesTests
{
    private static readonly TestAuthority Authority = TestAuthority.Create("authority");

    [Fact]
    public void Old_TLS_is_spoken_only_as_far_as_asked_for()
    {
        Options(SslProtocols.Tls12).EnabledSslProtocols.ShouldBe(SslProtocols.Tls12 | SslProtocols.Tls13);
        Options(SslProtocols.Tls13).EnabledSslProtocols.ShouldBe(SslProtocols.Tls13);
    }

    [Fact]
    public void Only_HTTP_1_1_is_offered() => Options(SslProtocols.Tls12).ApplicationProtocols.ShouldBe([SslApplicationProtocol.Http11]);

    [Fact]
    public void Every_cipher_suite_is_forward_secret_and_authenticated()
    {
        if (OperatingSystem.IsLinux())
        {
            var suites = Options(SslProtocols.Tls12).CipherSuitesPolicy!.AllowedCipherSuites.Select(suite => suite.ToString()).ToList();

            suites.Count.ShouldBe(9);
            suites.ShouldAllBe(suite => suite.Contains("GCM") || suite.Contains("POLY1305"));
            suites.ShouldAllBe(suite => suite.Contains("ECDHE") || !suite.Contains("WITH"));
        }
    }

    [Fact]
    public void A_client_certificate_is_asked_for_only_where_there_is_an_authority_for_it()
    {
        Options(SslProtocols.Tls12).ClientCertificateRequired.ShouldBeFalse();
        Options(SslProtocols.Tls12, Authority.Pem).ClientCertificateRequired.ShouldBeTrue();
        Options(SslProtocols.Tls12, Authority.Pem).CertificateChainPolicy!.DisableCertificateDownloads.ShouldBeTrue();
    }

    [Theory]
    [InlineData("kube-apiserver", SslPolicyErrors.None, true)]
    [InlineData("kube-apiserver", SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [InlineData("kube-apiserver-2", SslPolicyErrors.None, false)]
    [InlineData("KUBE-APISERVER", SslPolicyErrors.None, false)]
    public void The_name_has_to_be_the_one(string name, SslPolicyErrors errors, bool accepted)
    {
        using var client = Authority.Client(name);

        new TlsRules(SslProtocols.Tls12, "kube-apiserver").Accepts(client, errors).ShouldBe(accepted);
    }

    [Fact]
    public void A_second_name_does_not_pass_for_the_first()
    {
        using var client = Authority.Client("kube-apiserver,CN=other");

        new TlsRules(SslProtocols.Tls12, "kube-apiserver").Accepts(client, SslPolicyErrors.None).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_name_any_certificate_of_the_authority_will_do_but_none_will_not()
    {
        using var client = Authority.Client("whoever");

        new TlsRules(SslProtocols.Tls12, null).Accepts(client, SslPolicyErrors.None).ShouldBeTrue();
        new TlsRules(SslProtocols.Tls12, null).Accepts(certificate: null, SslPolicyErrors.RemoteCertificateNotAvailable).ShouldBeFalse();
    }

    private static SslServerAuthenticationOptions Options(SslProtocols minimum, string? clientAuthority = null)
    {
        var (certificate, key) = Authority.Server();
        return new TlsRules(minimum, null).ToServerOptions(TlsIdentity.TryLoad(new TlsFileContents(certificate, key, clientAuthority), out _)!);
    }
}
