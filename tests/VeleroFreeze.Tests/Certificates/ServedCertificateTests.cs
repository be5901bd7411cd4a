using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Tests.Certificates;

/// <summary>What an API server would say of a certificate that was served to it.</summary>
public sealed class ServedCertificateTests
{
    private const string Untrusted = "is not one that its caBundle trusts";

    /// <summary>The real clock, by which the authority of the tests dates its certificates.</summary>
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly TestAuthority Authority = TestAuthority.Create("authority");

    [Fact]
    public void One_by_an_authority_of_the_bundle_is_trusted_until_it_ends()
    {
        var ends = Now.AddDays(5);
        var served = Examine([Leaf(Authority, ends)], Authority);
        served.Problem.ShouldBeNull();
        served.Period.Until.ShouldBe(ends, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("hooks.other.svc", 0, "does not name hooks.other.svc")]
    [InlineData("localhost", 11, "has expired")]
    [InlineData("localhost", -1, "is not valid yet")]
    [InlineData("127.0.0.1", 9, null)]
    public void Its_name_and_its_time_count(string name, int days, string? problem) =>
        Examine([Leaf(Authority, Now.AddDays(10))], Authority, name, days).Problem.ShouldBe(problem);

    /// <summary>Two authorities of one name and different keys: only a signature tells them apart.</summary>
    [Fact]
    public void One_by_another_authority_of_the_same_name_is_not_trusted() =>
        Examine([Leaf(TestAuthority.Create("authority"), Now.AddDays(1))], Authority).Problem.ShouldBe(Untrusted);

    [Fact]
    public void Without_a_bundle_nothing_is_trusted() =>
        ServedCertificate.Examine([Leaf(Authority, Now.AddDays(1))], [], "localhost", Now).Problem.ShouldBe(Untrusted);

    [Fact]
    public void An_intermediate_that_comes_along_leads_to_the_authority()
    {
        var intermediate = Authority.Intermediate("intermediate");
        Examine([Leaf(intermediate, Now.AddDays(1)), intermediate.Certificate], Authority).Problem.ShouldBeNull();
        Examine([Leaf(intermediate, Now.AddDays(1))], Authority).Problem.ShouldBe(Untrusted);
    }

    /// <summary>As Go has it, in which API servers are written.</summary>
    [Fact]
    public void An_intermediate_in_the_bundle_is_trusted_for_itself()
    {
        var intermediate = Authority.Intermediate("intermediate");
        Examine([Leaf(intermediate, Now.AddDays(1))], intermediate).Problem.ShouldBeNull();
        Examine([Leaf(Authority.Intermediate("intermediate"), Now.AddDays(1))], intermediate).Problem.ShouldBe(Untrusted);
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", null)]
    [InlineData("1.3.6.1.5.5.7.3.2", Untrusted)]
    public void One_that_signed_itself_is_trusted_where_it_is_the_bundle_and_is_a_servers(string usage, string? problem)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var own = request.CreateSelfSigned(Now.AddHours(-1), Now.AddDays(1));
        ServedCertificate.Examine([own], [own], "localhost", Now).Problem.ShouldBe(problem);
    }

    [Theory]
    [InlineData(48 * 60, "2 days")]
    [InlineData((48 * 60) - 1, "47 h")]
    [InlineData(119, "119 min")]
    public void What_is_left_is_said_in_what_an_operator_counts_in(int minutes, string text) =>
        new Validity(Now, Now.AddMinutes(minutes)).Left(Now).ShouldBe(text);

    private static ServedCertificate Examine(X509Certificate2[] presented, TestAuthority trusted, string name = "localhost", int days = 0) =>
        ServedCertificate.Examine(presented, [trusted.Certificate], name, Now.AddDays(days));

    private static X509Certificate2 Leaf(TestAuthority authority, DateTimeOffset notAfter) => X509Certificate2.CreateFromPem(authority.Server(notAfter: notAfter).Certificate);
}
