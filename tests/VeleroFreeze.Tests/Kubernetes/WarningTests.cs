using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>What the API server, or a webhook through it, says beside an answer.</summary>
public sealed class WarningTests : IDisposable
{
    private static readonly ObjectAddress Nightly = Samples.Backups.In("velero").Named("nightly");

    private readonly FakeApi _api = new();
    private readonly List<string> _told = [];

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Each_is_told_without_its_quotes()
    {
        await GetAsync("299 - \"first\"", """299 - "with \"quotes\" and a \\ in it" """);
        _told.ShouldBe(["first", "with \"quotes\" and a \\ in it"]);
    }

    [Theory]
    [InlineData("110 proxy \"response is stale\"")]
    [InlineData("299 no text")]
    [InlineData("")]
    public async Task What_is_none_of_Kubernetes_is_passed_over(string header)
    {
        await GetAsync(header);
        _told.ShouldBeEmpty();
    }

    private async Task GetAsync(params string[] headers)
    {
        _api.Answer(() =>
        {
            var response = FakeApi.Response(200, Samples.Json("nightly", 1));
            response.Headers.TryAddWithoutValidation("Warning", headers);
            return response;
        });
        using var client = _api.Client(options: new KubernetesClientOptions { OnWarning = _told.Add });
        await client.GetAsync(Nightly, CancellationToken.None);
    }
}
