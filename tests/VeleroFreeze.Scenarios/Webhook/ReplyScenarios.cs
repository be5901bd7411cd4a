using System.Net.Security;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Webhook;

namespace VeleroFreeze.Scenarios.Webhook;

/// <summary>One webhook for all replies that leave nothing behind.</summary>
public sealed class SharedWebhook : IAsyncLifetime
{
    internal RunningWebhook Webhook { get; private set; } = null!;

    public async Task InitializeAsync() => Webhook = await RunningWebhook.StartAsync();

    public async Task DisposeAsync() => await Webhook.DisposeAsync();
}

public class ReplyScenarios(SharedWebhook shared) : IClassFixture<SharedWebhook>
{
    private const int MaxBody = 7_340_032;
    private readonly RunningWebhook _webhook = shared.Webhook;

    [Theory]
    [InlineData("/mutate", "required", true)]
    [InlineData("/mutate", null, false)]
    [InlineData("/mutate/required", null, true)]
    [InlineData("/mutate/preferred", null, true)]
    [InlineData("/mutate/required", "disabled", false)]
    [InlineData("/mutate/required?timeout=2s", null, true)]
    public async Task A_VM_gets_its_hooks_by_its_label_or_its_namespace(string path, string? label, bool injects)
    {
        var reply = await _webhook.PostAsync(path, Reviews.Create(Reviews.Vm(label)));

        if (injects)
        {
            reply.ShouldAllowWithHooks();
        }
        else
        {
            reply.ShouldAllowWithoutHooks(warnings: 0);
        }
    }

    [Fact]
    public async Task A_dry_run_is_answered_the_same()
    {
        var dry = await _webhook.PostAsync("/mutate", Reviews.Create(Reviews.Vm(), dryRun: true));
        var real = await _webhook.PostAsync("/mutate", Reviews.Create(Reviews.Vm()));

        dry.Text.ShouldBe(real.Text);
    }

    [Fact]
    public async Task Many_reviews_go_over_one_connection()
    {
        await using var connection = await _webhook.ConnectAsync();
        for (var i = 0; i < 50; i++)
        {
            var reply = await connection.PostAsync("/mutate", Reviews.Update(Reviews.Vm(), Reviews.Vm("disabled"), uid: $"u-{i}"));
            reply.ShouldAllow($"u-{i}");
            reply.IsLast.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task After_a_thousand_reviews_a_connection_is_asked_to_end_so_that_new_replicas_get_their_share()
    {
        await using var connection = await _webhook.ConnectAsync();
        for (var i = 1; i <= 1000; i++)
        {
            (await connection.PostAsync("/mutate", Reviews.Review("DELETE", "null", "{}"))).IsLast.ShouldBe(i == 1000);
        }

        await connection.EndAsync();
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("CONNECT")]
    public async Task Other_operations_pass(string operation) =>
        (await _webhook.PostAsync("/mutate/required", Reviews.Review(operation, "null", Reviews.Vm()))).ShouldAllowWithoutHooks(warnings: 0);

    [Fact]
    public async Task A_fault_behind_the_uid_allows_with_one_warning() =>
        (await _webhook.PostAsync("/mutate", Reviews.With("object", "[]"))).ShouldAllowWithoutHooks(warnings: 1);

    [Fact]
    public async Task A_half_surrogate_pair_is_a_fault_like_any_other() =>
        (await _webhook.PostAsync("/mutate", Reviews.Create(Reviews.Vm("\\ud800")))).ShouldAllowWithoutHooks(warnings: 1);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{}}""")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"a"}}""")]
    public async Task What_is_no_review_is_a_bad_request(string body) => (await _webhook.PostAsync("/mutate", body)).ShouldBeRefused(400);

    [Theory]
    [InlineData("/")]
    [InlineData("/mutate/")]
    [InlineData("/mutate/disabled")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    public async Task An_unknown_path_is_not_found_and_nothing_more_is_said(string path)
    {
        var reply = await _webhook.PostAsync(path, "{}");

        reply.Status.ShouldBe(404);
        reply.Body.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Reviews_are_posted(string method)
    {
        await using var connection = await _webhook.ConnectAsync();

        var reply = await connection.SendAsync(method, "/mutate/required", []);

        reply.Status.ShouldBe(405);
        reply.Headers["allow"].ShouldBe("POST");
        reply.Body.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_does_not_say_what_the_server_is_made_of() =>
        (await _webhook.PostAsync("/mutate", Reviews.Create(Reviews.Vm()))).Headers.Keys.ShouldBe(["Content-Length", "Content-Type", "Date"], ignoreOrder: true);

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_not_even_read()
    {
        await using var connection = await _webhook.ConnectAsync();
        await connection.WriteAsync(RawConnection.Head("POST", "/mutate", $"Content-Length: {MaxBody + 1}", "Expect: 100-continue"));

        var reply = await connection.ReplyAsync();

        reply.ShouldBeRefused(413);
        reply.IsLast.ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_in_chunks_is_refused_where_it_becomes_too_large()
    {
        await using var connection = await _webhook.ConnectAsync();
        await connection.WriteAsync(RawConnection.Head("POST", "/mutate", "Transfer-Encoding: chunked"));
        await connection.WriteAsync($"{MaxBody + 1:x}\r\n", new byte[MaxBody + 1]);

        (await connection.ReplyAsync()).ShouldBeRefused(413);
    }

    [Fact]
    public async Task A_body_in_chunks_is_as_good_as_any()
    {
        var body = Encoding.UTF8.GetBytes(Reviews.Create(Reviews.Vm()));
        await using var connection = await _webhook.ConnectAsync();
        await connection.WriteAsync(RawConnection.Head("POST", "/mutate", "Transfer-Encoding: chunked"));
        foreach (var chunk in body.Chunk(700))
        {
            await connection.WriteAsync($"{chunk.Length:x}\r\n", [.. chunk, (byte)'\r', (byte)'\n']);
        }

        await connection.WriteAsync("0\r\n\r\n");

        (await connection.ReplyAsync()).ShouldAllowWithHooks();
    }

    [Fact]
    public async Task The_largest_body_there_can_be_is_answered()
    {
        var filler = new string('x', MaxBody - Encoding.UTF8.GetByteCount(Reviews.WithMember("\"filler\": \"\"")));
        var body = Reviews.WithMember($"\"filler\": \"{filler}\"");
        Encoding.UTF8.GetByteCount(body).ShouldBe(MaxBody);

        (await _webhook.PostAsync("/mutate", body)).ShouldAllowWithHooks();
    }

    [Fact]
    public async Task Chunks_that_are_none_are_a_bad_request()
    {
        await using var connection = await _webhook.ConnectAsync();
        await connection.WriteAsync(RawConnection.Head("POST", "/mutate", "Transfer-Encoding: chunked") + "zz\r\nhello");

        (await connection.ReplyAsync()).ShouldBeRefused(400);
        await connection.EndAsync();
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_given_up()
    {
        await using var connection = await _webhook.ConnectAsync();
        await connection.WriteAsync(RawConnection.Head("POST", "/mutate?timeout=500ms", "Content-Length: 1000") + "{");

        var reply = await connection.ReplyAsync();

        reply.ShouldBeRefused(503);
        reply.IsLast.ShouldBeTrue();
        await connection.EndAsync();
    }

    [Fact]
    public async Task HTTP_2_is_not_spoken_even_when_asked_for()
    {
        await using var both = await _webhook.ConnectAsync(tls => tls.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);

        both.Alpn.ShouldBe("http/1.1");
    }

    [Fact]
    public async Task Probes_are_answered_on_their_own_port()
    {
        (await _webhook.ProbeAsync("/livez")).ShouldBe((200, "ok\n"));
        (await _webhook.ProbeAsync("/readyz")).ShouldBe((200, "ok\n"));
        (await _webhook.ProbeAsync("/mutate")).ShouldBe((404, ""));
        (await _webhook.ProbeAsync("/metrics")).Text.ShouldContain("# TYPE velerofreeze_admission_requests_total counter");
        (await _webhook.ProbeAsync("/")).ShouldBe((404, ""));
    }

    [Fact]
    public async Task Patches_are_those_of_the_engine()
    {
        var decided = HookInjector.Decide(new InjectionRequest
        {
            Operation = InjectionOperation.Create,
            Object = Encoding.UTF8.GetBytes(Reviews.Vm()),
            Namespace = "prod",
            NamespaceDefault = FreezePolicy.None,
        });

        var reply = await _webhook.PostAsync("/mutate", Reviews.Create(Reviews.Vm()));

        JsonDocument.Parse(reply.Body).RootElement.GetProperty("response").GetProperty("patch").GetBytesFromBase64().ShouldBe(decided.Patch.ToUtf8Json());
    }
}
