using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class BearerTokenTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_file_is_read_again_when_a_minute_has_passed_and_not_before()
    {
        var token = FromFile("one\n");
        token.Current(_time).ShouldBe("one");
        File.WriteAllText(_file, "two");
        _time.Advance(TimeSpan.FromSeconds(59));
        token.Current(_time).ShouldBe("one");
        _time.Advance(TimeSpan.FromSeconds(1));
        token.Current(_time).ShouldBe("two");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("new\nline")]
    public void Half_a_rotation_leaves_the_last_good_token_in_use(string broken)
    {
        var token = FromFile("one");
        File.WriteAllText(_file, broken);
        _time.Advance(TimeSpan.FromMinutes(2));
        token.Current(_time).ShouldBe("one");
        File.Delete(_file);
        _time.Advance(TimeSpan.FromMinutes(2));
        token.Current(_time).ShouldBe("one");
        File.WriteAllText(_file, "two");
        _time.Advance(TimeSpan.FromMinutes(1));
        token.Current(_time).ShouldBe("two");
    }

    [Fact]
    public async Task A_refused_token_is_replaced_at_once_if_the_file_has_another()
    {
        var api = new FakeApi();
        using var client = Client(api, FromFile("one"));
        api.Answer(200, Samples.Json("a", 1)).Answer(401, FakeApi.Status(401, "Unauthorized")).Answer(200, Samples.Json("a", 1));
        await client.GetAsync(Samples.Backups.In("velero").Named("a"), default);
        File.WriteAllText(_file, "two");
        await client.GetAsync(Samples.Backups.In("velero").Named("a"), default);
        api.Headers.Select(h => h.Authorization!.ToString()).ShouldBe(["Bearer one", "Bearer one", "Bearer two"]);
    }

    [Fact]
    public async Task A_refused_token_without_a_successor_is_an_error_that_does_not_hold_it()
    {
        var api = new FakeApi();
        using var client = Client(api, BearerToken.Constant("s3cret"));
        api.Answer(401, FakeApi.Status(401, "Unauthorized"));
        var e = await Should.ThrowAsync<KubernetesException>(() => client.GetAsync(Samples.Backups.In("velero").Named("a"), default));
        (e.Code, api.Sent.Count).ShouldBe((401, 1));
        e.ToString().ShouldNotContain("s3cret");
        BearerToken.Constant("s3cret").ToString().ShouldNotContain("s3cret");
    }

    private KubernetesClient Client(FakeApi api, BearerToken token) =>
        new(new KubernetesClientConfiguration(new Uri("https://kube.test"), "test") { Token = token }, api, null, _time);

    private BearerToken FromFile(string text)
    {
        File.WriteAllText(_file, text);
        return BearerToken.FromFile(_file);
    }
}
