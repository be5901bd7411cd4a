using System.Text;
using Microsoft.AspNetCore.Http;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Scenarios.Backups;

/// <summary>Velero's protocol, with an API server that answers as Velero would and a real storage behind it.</summary>
public sealed class FetcherScenarios : IDisposable
{
    private static readonly KubernetesObject Backup = KubernetesObject.Parse(
        """{"metadata":{"name":"nightly","namespace":"velero","uid":"u"},"spec":{"storageLocation":"default"},"status":{"phase":"Completed"}}"""u8);

    private readonly FakeApi _api = new();
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _made;
    private string? _status;

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Every_kind_is_fetched_and_no_request_is_left_behind()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) => http.Response.WriteAsync("content"));
        var fetched = await FetchAsync(storage);
        fetched.Keys.ShouldBe(ArtifactFetcher.Kinds);
        fetched.Values.ShouldAllBe(artifact => artifact.Outcome == DownloadOutcome.Fetched);
        _made.ShouldBe(ArtifactFetcher.Kinds.Length);
        _open.ShouldBeEmpty();
        _api.Bodies.ShouldAllBe(body => !body.Contains("BackupContents", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_of_the_storage_passes_and_the_file_is_there_in_the_end()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, number) =>
        {
            http.Response.StatusCode = number <= ArtifactFetcher.Kinds.Length ? 500 : 200;
            return http.Response.WriteAsync("content");
        });
        (await FetchAsync(storage)).Values.ShouldAllBe(artifact => artifact.Outcome == DownloadOutcome.Fetched);
        storage.Requests.ShouldBe(2 * ArtifactFetcher.Kinds.Length);
        _open.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_expired_URL_is_replaced_once_by_a_new_one()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = 403;
            return http.Response.WriteAsync("<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>");
        });
        (await FetchAsync(storage)).Values.ShouldAllBe(artifact => artifact.Outcome == DownloadOutcome.AccessDenied);
        _made.ShouldBe(2 * ArtifactFetcher.Kinds.Length);
        _open.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_missing_at_once()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        (await FetchAsync(storage)).Values.ShouldAllBe(artifact => artifact.ToContent().State == ArtifactState.Missing);
        storage.Requests.ShouldBe(ArtifactFetcher.Kinds.Length);
        _open.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kind_that_Velero_does_not_know_is_missing_and_says_so()
    {
        await using var storage = await ObjectStorageServer.StartAsync((http, _) => http.Response.WriteAsync("content"));
        var fetched = await FetchAsync(storage, unknown: "BackupVolumeInfos");
        fetched[ArtifactKind.BackupVolumeInfos].ToContent().ShouldBe(ArtifactContent.Missing("not supported by this Velero"));
        fetched[ArtifactKind.BackupLog].Outcome.ShouldBe(DownloadOutcome.Fetched);
    }

    [Fact]
    public async Task A_Velero_that_gives_no_URL_is_not_waited_for_without_end()
    {
        var fetched = await FetchAsync(storage: null);
        fetched.Values.ShouldAllBe(artifact => artifact.Outcome == DownloadOutcome.NotServed);
        _open.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_Velero_fails_ends_at_once_with_its_words()
    {
        _status = """{"phase":"Failed","message":"backup \"nightly\" is in phase \"Queued\" and has not written any artifacts"}""";
        var fetched = await FetchAsync(storage: null, patience: 600);
        fetched.Values.ShouldAllBe(artifact => artifact.ToContent().State == ArtifactState.Missing);
        fetched[ArtifactKind.BackupLog].Sentence.ShouldBe("Velero has nothing to download: backup \"nightly\" is in phase \"Queued\" and has not written any artifacts");
        _made.ShouldBe(ArtifactFetcher.Kinds.Length);
        _open.ShouldBeEmpty();
    }

    private async Task<IReadOnlyDictionary<ArtifactKind, FetchedArtifact>> FetchAsync(ObjectStorageServer? storage, string unknown = "none", double patience = 0.5)
    {
        _api.Otherwise = (request, cancellation) => AnswerAsync(request, storage, unknown, cancellation);
        using var client = _api.Client();
        var options = new FetchOptions { AllowLoopback = true, UrlTimeout = TimeSpan.FromSeconds(storage is null ? patience : 30), RetryDelay = TimeSpan.FromMilliseconds(1) };
        using var share = LargeFiles.Open();
        return await new ArtifactFetcher(client, new Uri("https://localhost:6443"), options, TimeProvider.System).FetchAsync(Backup, share, CancellationToken.None);
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, ObjectStorageServer? storage, string unknown, CancellationToken cancellation)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path.Contains("backupstoragelocations", StringComparison.Ordinal))
        {
            var pem = Convert.ToBase64String(Encoding.UTF8.GetBytes(storage?.Authority.Pem ?? ""));
            return FakeApi.Response(200, $$"""{"metadata":{"name":"default"},"spec":{"provider":"aws","objectStorage":{"bucket":"velero","caCert":"{{pem}}"} } }""");
        }

        if (request.Method == HttpMethod.Post)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellation);
            return body.Contains($"\"{unknown}\"", StringComparison.Ordinal) ? FakeApi.Response(422, FakeApi.Status(422, "Invalid")) : Create(body);
        }

        return Existing(path.Split('/')[^1], request.Method == HttpMethod.Delete, storage);
    }

    private HttpResponseMessage Create(string body)
    {
        var name = (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["metadata"]!["name"]!;
        lock (_open)
        {
            _open.Add(name);
            _made++;
        }

        return FakeApi.Response(201, $$"""{"metadata":{"name":"{{name}}","uid":"{{name}}"} }""");
    }

    private HttpResponseMessage Existing(string name, bool isDelete, ObjectStorageServer? storage)
    {
        lock (_open)
        {
            if (isDelete)
            {
                _open.Remove(name).ShouldBeTrue(name);
            }
        }

        var status = _status ?? $$"""{"downloadURL":"{{storage?.Url}}"}""";
        return FakeApi.Response(200, $$"""{"metadata":{"name":"{{name}}","uid":"{{name}}"},"status":{{status}} }""");
    }
}
