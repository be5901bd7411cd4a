using System.Text.Json.Nodes;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class FencedWriterTests : IDisposable
{
    private static readonly ObjectAddress Nightly = Samples.Backups.In("velero").Named("nightly");
    private static readonly KubernetesObject Seen = Samples.Object("nightly", 42);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeApi _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task A_write_carries_the_state_it_was_decided_on()
    {
        var writer = await LeaderAsync();
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["x"] = "y" } } };
        _api.Answer(200, Samples.Json("nightly", 43)).Answer(200).Answer(201, Samples.Json("report", 44));
        (await writer.PatchAsync(Nightly, Seen, patch, default)).ShouldBe(FencedOutcome.Written);
        _api.Bodies[^1].ShouldBe("""{"metadata":{"labels":{"x":"y"},"uid":"uid-nightly","resourceVersion":"42"}}""");
        patch.ToJsonString().ShouldBe("""{"metadata":{"labels":{"x":"y"}}}""", "the caller's patch is the caller's");
        (await writer.DeleteAsync(Nightly, Seen, default)).ShouldBe(FencedOutcome.Written);
        _api.Bodies[^1].ShouldBe("""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"uid-nightly","resourceVersion":"42"}}""");
        (await writer.CreateAsync(Samples.Backups.In("velero"), "{}"u8.ToArray(), default)).ShouldBe(FencedOutcome.Written);
    }

    [Theory]
    [InlineData(409, "Conflict")]
    [InlineData(409, "AlreadyExists")]
    [InlineData(404, "NotFound")]
    public async Task A_lost_race_is_said_and_not_thrown(int code, string reason)
    {
        var writer = await LeaderAsync();
        _api.Answer(code, FakeApi.Status(code, reason));
        (await writer.PatchAsync(Nightly, Seen, [], default)).ShouldBe(FencedOutcome.NotYours);
    }

    [Fact]
    public async Task Any_other_refusal_is_thrown()
    {
        var writer = await LeaderAsync();
        _api.Answer(403, FakeApi.Status(403, "Forbidden"));
        (await Should.ThrowAsync<KubernetesException>(() => writer.PatchAsync(Nightly, Seen, [], default))).Code.ShouldBe(403);
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_no_lost_race()
    {
        var writer = await LeaderAsync();
        _api.Answer(404, FakeApi.Status(404, "NotFound"));
        (await Should.ThrowAsync<KubernetesException>(() => writer.CreateAsync(Samples.Backups.In("gone"), "{}"u8.ToArray(), default))).IsNotFound.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_does_not_lead_any_more_sends_nothing()
    {
        var writer = await LeaderAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        var before = _api.Sent.Count;
        (await writer.PatchAsync(Nightly, Seen, [], default)).ShouldBe(FencedOutcome.NotYours);
        _api.Sent.Count.ShouldBe(before);
    }

    private async Task<FencedWriter> LeaderAsync()
    {
        var client = _api.Client(_time);
        var elector = new LeaderElector(client, new LeaderElectionConfig("velero-freeze", "verifier", "a"), e => throw e, _time);
        _api.Answer(404, FakeApi.Status(404, "NotFound")).Answer(201, Samples.Json("verifier", 1));
        await elector.StepAsync(default);
        elector.IsLeader.ShouldBeTrue();
        return new FencedWriter(client, elector);
    }
}
