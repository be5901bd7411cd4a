using System.Diagnostics;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>The verifier's writes, held up or refused on their way.</summary>
public sealed class HeldWriteScenarios
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The whole of it: the write is under way when its sender is stopped, and arrives when another leads and has written.</summary>
    [Fact]
    public async Task A_leader_stopped_in_the_middle_of_its_write_is_refused_by_the_API_and_one_verdict_stands()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await using var gateway = await cluster.OpenGatewayAsync();
        var (isHeld, mayGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Rule = async request =>
        {
            if (request.IsVerdict)
            {
                isHeld.TrySetResult();
                await mayGo.Task;
            }

            return null;
        };
        await cluster.StartVmAsync("good", "healthy");
        var first = cluster.StartVerifier(gateway);
        await first.LineAsync("watching Backups");
        var second = cluster.StartVerifier();
        await cluster.BackUpAsync("nightly", "good");
        await isHeld.Task.WaitAsync(Patience);
        await first.SignalAsync("STOP");

        (await cluster.VerdictAsync("nightly")).ShouldBe("file-system-consistent", second.Output);
        var uid = await cluster.UidAsync("nightly");
        await cluster.AnnouncedAsync(uid);
        var stands = await cluster.KubectlAsync($"get configmap/velerofreeze-{uid} -n velerofreeze -o json");

        await first.SignalAsync("CONT");
        mayGo.SetResult();
        await UntilAsync(() => gateway.Answered.Any(answered => answered.Request.IsVerdict), "the late write arrives");
        gateway.Answered.Where(answered => answered.Request.IsVerdict).Select(answered => answered.Status).ShouldBe([409]);
        await first.LineAsync("no longer leading");
        (await cluster.KubectlAsync($"get configmap/velerofreeze-{uid} -n velerofreeze -o json")).ShouldBe(stands);
        await cluster.ShouldHaveOneVerdictAsync();
        first.Lines.Concat(second.Lines).Count(line => line.Contains(" verdict backup=", StringComparison.Ordinal)).ShouldBe(1, first.Output + second.Output);
    }

    [Theory]
    [InlineData("/configmaps/", "report.json.gz")]
    [InlineData("/backups/", "velerofreeze.io/consistency")]
    public async Task A_verdict_that_may_not_be_written_is_kept_and_written_once_it_may(string path, string content)
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await using var gateway = await cluster.OpenGatewayAsync();
        bool IsMeant(Passing request) => request.IsWrite && request.Path.Contains(path, StringComparison.Ordinal) && request.Body.Contains(content, StringComparison.Ordinal);
        var tries = 0;
        gateway.Rule = request => Task.FromResult<int?>(IsMeant(request) && Interlocked.Increment(ref tries) == 1 ? 403 : null);
        await cluster.StartVmAsync("good", "healthy");
        var verifier = cluster.StartVerifier(gateway, "--leader-election", "off");
        await verifier.LineAsync("watching Backups");
        await cluster.BackUpAsync("nightly", "good");

        await verifier.LineAsync("backup=velero/nightly is looked at again in 5 s: PATCH ");
        var fetched = Downloads(gateway);
        fetched.ShouldBeGreaterThan(0);
        (await cluster.VerdictAsync("nightly")).ShouldBe("file-system-consistent", verifier.Output);
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));
        gateway.Answered.Where(answered => IsMeant(answered.Request)).Select(answered => answered.Status).ShouldBe([403, 200]);
        Downloads(gateway).ShouldBe(fetched);
        await cluster.ShouldHaveOneVerdictAsync();
        verifier.Lines.Count(line => line.Contains(" verdict backup=", StringComparison.Ordinal)).ShouldBe(1, verifier.Output);
    }

    private static int Downloads(Gateway gateway) => gateway.Answered.Count(answered => answered.Request.IsDownloadRequest);

    private static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            clock.Elapsed.ShouldBeLessThan(Patience, what);
            await Task.Delay(20);
        }
    }
}
