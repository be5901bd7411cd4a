using VeleroFreeze.Kubernetes.Credentials;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class TokenFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_file_is_read_again_when_a_minute_has_passed_and_not_before()
    {
        var token = FromFile("one\n");
        (await PresentedAsync(token)).ShouldBe("one");
        File.WriteAllText(_file, "two");
        _time.Advance(TimeSpan.FromSeconds(59));
        (await PresentedAsync(token)).ShouldBe("one");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await PresentedAsync(token)).ShouldBe("two");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("new\nline")]
    public async Task Half_a_rotation_leaves_the_last_good_token_in_use(string broken)
    {
        var token = FromFile("one");
        File.WriteAllText(_file, broken);
        _time.Advance(TimeSpan.FromMinutes(2));
        (await PresentedAsync(token)).ShouldBe("one");
        File.Delete(_file);
        _time.Advance(TimeSpan.FromMinutes(2));
        (await PresentedAsync(token)).ShouldBe("one");
        File.WriteAllText(_file, "two");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await PresentedAsync(token)).ShouldBe("two");
    }

    [Fact]
    public async Task A_refused_token_is_replaced_at_once_if_the_file_has_another()
    {
        var api = new FakeApi();
        using var client = api.Client(FakeApi.Configuration() with { Credentials = FromFile("one") }, _time);
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
        using var client = api.Client(FakeApi.Configuration() with { Credentials = FromFile("s3cret") }, _time);
        api.Answer(401, FakeApi.Status(401, "Unauthorized"));
        var e = await Should.ThrowAsync<KubernetesException>(() => client.GetAsync(Samples.Backups.In("velero").Named("a"), default));
        (e.Code, api.Sent.Count).ShouldBe((401, 1));
        e.ToString().ShouldNotContain("s3cret");
        $"{FromFile("s3cret")} {await FromFile("s3cret").CurrentAsync(default)}".ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task The_packages_own_reader_fails_on_half_a_rotation()
    {
        // Once it does not, TokenFile can go.
        var token = new k8s.Authentication.TokenFileAuth(_file);
        File.Delete(_file);
        await Should.ThrowAsync<AggregateException>(() => token.GetAuthenticationHeaderAsync(default));
        File.WriteAllText(_file, "");
        (await token.GetAuthenticationHeaderAsync(default)).Parameter.ShouldBe("", "nothing is presented as a token");
    }

    private static async Task<string?> PresentedAsync(TokenFile token) => (await token.CurrentAsync(default)).Token;

    private TokenFile FromFile(string text)
    {
        File.WriteAllText(_file, text);
        return new TokenFile(_file, _time);
    }
}
