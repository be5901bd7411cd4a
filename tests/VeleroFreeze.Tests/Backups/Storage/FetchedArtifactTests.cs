using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Tests.Backups.Storage;

public sealed class FetchedArtifactTests
{
    [Fact]
    public void Every_failure_has_a_sentence_of_its_own()
    {
        var failures = Enum.GetValues<DownloadOutcome>().Where(outcome => outcome != DownloadOutcome.Fetched);
        var sentences = failures.Select(outcome => new FetchedArtifact(outcome, default, "DETAIL").Sentence).ToList();
        sentences.ShouldAllBe(sentence => sentence!.Contains(' ', StringComparison.Ordinal));
        sentences.Distinct().Count().ShouldBe(sentences.Count);
        new FetchedArtifact(DownloadOutcome.Fetched).Sentence.ShouldBeNull();
    }

    [Fact]
    public void Nothing_but_a_whole_file_counts_as_complete()
    {
        var complete = Enum.GetValues<DownloadOutcome>().Where(outcome => new FetchedArtifact(outcome, new byte[1]).ToContent().State == ArtifactState.Complete);
        complete.ShouldBe([DownloadOutcome.Fetched]);
    }

    [Theory]
    [InlineData("NotFound", "Missing", false)]
    [InlineData("NotSupported", "Missing", false)]
    [InlineData("Incomplete", "Truncated", false)]
    [InlineData("TooLarge", "Unreadable", true)]
    [InlineData("Untrusted", "Unreadable", false)]
    [InlineData("NotServed", "Unreadable", false)]
    [InlineData("NotWritten", "Missing", false)]
    public void A_failure_becomes_the_state_of_the_evidence(string outcome, string state, bool exceeded)
    {
        var content = new FetchedArtifact(Enum.Parse<DownloadOutcome>(outcome)).ToContent();
        content.State.ToString().ShouldBe(state);
        content.LimitExceeded.ShouldBe(exceeded);
    }

    [Theory]
    [InlineData("ServerFailed", 2, true)]
    [InlineData("TooSlow", 0, true)]
    [InlineData("Unreachable", 0, true)]
    [InlineData("ConnectTimedOut", 0, true)]
    [InlineData("Incomplete", 0, true)]
    [InlineData("AccessDenied", 0, true)]
    [InlineData("AccessDenied", 1, false)]
    [InlineData("NotFound", 0, false)]
    [InlineData("NotWritten", 0, false)]
    [InlineData("Redirected", 0, false)]
    [InlineData("AddressRefused", 0, false)]
    [InlineData("TooLarge", 0, false)]
    [InlineData("HeadersTooLarge", 0, false)]
    [InlineData("TookTooLong", 0, false)]
    public void What_may_pass_is_tried_again_and_what_will_not_is_final(string outcome, int attempt, bool isRetried) =>
        FetchRetries.MayPass(Enum.Parse<DownloadOutcome>(outcome), attempt).ShouldBe(isRetried);

    [Theory]
    [InlineData(422, "NotSupported")]
    [InlineData(403, "RequestRefused")]
    [InlineData(404, "RequestRefused")]
    [InlineData(500, "ApiFailed")]
    [InlineData(0, "ApiFailed")]
    public void The_API_server_s_no_is_told_from_its_silence(int code, string outcome) =>
        ArtifactFetcher.OutcomeOf(new KubernetesException(code, "Because", "no")).ToString().ShouldBe(outcome);

    [Fact]
    public void The_contents_of_a_backup_are_never_asked_for() => ArtifactFetcher.Kinds.ShouldNotContain(ArtifactKind.BackupContents);

    [Fact]
    public void A_download_request_says_what_it_is_for_and_whose_it_is()
    {
        var body = System.Text.Encoding.UTF8.GetString(DownloadTicket.Render("nightly-1", new ObjectKey("velero", "nightly"), ArtifactKind.BackupLog).Span);
        body.ShouldBe(
            """{"apiVersion":"velero.io/v1","kind":"DownloadRequest","metadata":{"name":"nightly-1","namespace":"velero","labels":{"app.kubernetes.io/managed-by":"velerofreeze"}},"spec":{"target":{"kind":"BackupLog","name":"nightly"}}}""");
    }

    [Theory]
    [InlineData("""{"phase":"Processed","downloadURL":"https://s3/x"}""", "https://s3/x", null)]
    [InlineData("""{"downloadURL":"https://s3/x"}""", "https://s3/x", null)]
    [InlineData("""{"phase":"New","expiration":"2026-01-02T03:04:05Z"}""", null, null)]
    [InlineData("{}", null, null)]
    [InlineData("""{"phase":"Failed","message":"backup \"b\" is in phase \"Queued\" and has not written any artifacts"}""", null, "backup \"b\" is in phase \"Queued\" and has not written any artifacts")]
    [InlineData("""{"phase":"Failed"}""", null, "no reason given")]
    public void Velero_s_answer_is_a_URL_a_refusal_or_not_there_yet(string status, string? url, string? refusal)
    {
        var answer = DownloadTicket.AnswerOf(KubernetesObject.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"metadata":{"name":"r"},"status":{{status}} }""")));
        answer.ShouldBe(new DownloadAnswer(url, refusal));
    }

    [Fact]
    public void Its_name_is_unique_and_fits_whatever_the_backup_is_called()
    {
        DownloadTicket.NameFor("nightly").ShouldStartWith("nightly-");
        DownloadTicket.NameFor("nightly").ShouldNotBe(DownloadTicket.NameFor("nightly"));
        DownloadTicket.NameFor(new string('a', 199) + ".bcd").Length.ShouldBe(216);
    }
}
