using System.Text;
using System.Text.Json;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Tests.Backups.Storage;

public sealed class UrlRulesTests
{
    [Theory]
    [InlineData("https://minio.velero.svc:9000/velero/x?X-Amz-Signature=1", "Fetched")]
    [InlineData("https://MINIO.velero.svc/velero/x", "Fetched")]
    [InlineData("https://bucket.s3.eu-central-1.amazonaws.com/x", "Fetched")]
    [InlineData("https://amazonaws.com/x", "HostRefused")]
    [InlineData("https://evilamazonaws.com/x", "HostRefused")]
    [InlineData("https://minio.velero.svc.evil.example/x", "HostRefused")]
    [InlineData("https://127.0.0.1/x", "HostRefused")]
    [InlineData("http://minio.velero.svc/x", "PlainHttp")]
    [InlineData("ftp://minio.velero.svc/x", "PlainHttp")]
    [InlineData("file:///etc/passwd", "UrlInvalid")]
    [InlineData("https://minio.velero.svc@evil.example/x", "UrlInvalid")]
    [InlineData("https://user:secret@minio.velero.svc/x", "UrlInvalid")]
    [InlineData("/backups/x", "UrlInvalid")]
    [InlineData("", "UrlInvalid")]
    public void Only_the_storage_s_own_hosts_over_TLS_are_fetched_from(string url, string outcome)
    {
        var rules = new UrlRules(["minio.velero.svc", ".amazonaws.com"], AllowHttp: false, AllowLoopback: false);
        rules.Check(url, out _).ToString().ShouldBe(outcome);
    }

    [Theory]
    [InlineData("http://minio.velero.svc/x", "Fetched")]
    [InlineData("http://localhost:1/x", "Fetched")]
    [InlineData("http://[::1]:1/x", "Fetched")]
    [InlineData("http://2130706433/x", "Fetched")]
    [InlineData("http://10.0.0.1/x", "HostRefused")]
    [InlineData("ftp://minio.velero.svc/x", "PlainHttp")]
    public void Less_is_refused_where_less_was_asked_for(string url, string outcome) =>
        new UrlRules(["minio.velero.svc"], AllowHttp: true, AllowLoopback: true).Check(url, out _).ToString().ShouldBe(outcome);

    [Theory]
    [InlineData("""{"spec":{"provider":"aws","objectStorage":{"bucket":"b"},"config":{"s3Url":"http://minio.velero.svc:9000","publicUrl":"https://s3.example.com"}}}""", "minio.velero.svc b.minio.velero.svc s3.example.com b.s3.example.com")]
    [InlineData("""{"spec":{"provider":"velero.io/aws","objectStorage":{"bucket":"b"},"config":{"region":"eu-central-1"}}}""", ".amazonaws.com .amazonaws.com.cn")]
    [InlineData("""{"spec":{"provider":"velero.io/gcp","objectStorage":{"bucket":"b"}}}""", "storage.googleapis.com")]
    [InlineData("""{"spec":{"provider":"azure","config":{"storageAccount":"acc"}}}""", "acc.blob.core.windows.net acc.blob.core.usgovcloudapi.net acc.blob.core.chinacloudapi.cn")]
    [InlineData("""{"spec":{"provider":"example.io/other","config":{"endpoint":"store.example.com:443"}}}""", "store.example.com")]
    [InlineData("""{"spec":{"provider":"example.io/other"}}""", "")]
    [InlineData("""{}""", "")]
    public void Hosts_come_from_the_storage_location(string location, string hosts) =>
        string.Join(' ', StorageLocation.Read(JsonElement.Parse(location)).Hosts).ShouldBe(hosts);

    [Fact]
    public void The_location_s_authority_is_read_and_a_broken_one_is_told()
    {
        var pem = Convert.ToBase64String(Encoding.UTF8.GetBytes(TestAuthority.Create("storage").Pem));
        var good = StorageLocation.Read(JsonElement.Parse($$"""{"spec":{"objectStorage":{"caCert":"{{pem}}"} } }"""));
        good.CertificateAuthorities.ShouldHaveSingleItem().Subject.ShouldBe("CN=storage");
        good.Problem.ShouldBeNull();
        var bad = StorageLocation.Read(JsonElement.Parse("""{"spec":{"objectStorage":{"caCert":"%%%"}}}"""));
        bad.CertificateAuthorities.ShouldBeEmpty();
        bad.Problem.ShouldBe("spec.objectStorage.caCert is not base64 of PEM certificates");
    }
}
