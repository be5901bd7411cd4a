using System.Globalization;
using System.Text;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>
/// Freezes a guest, sees that it is frozen, thaws it, sees that it is thawed. Whatever happens in between, the thaw is sent; and should this
/// process die, the guest thaws by itself after <see cref="AutomaticThaw"/>.
/// </summary>
/// <param name="client">The cluster; its deadline has to be longer than a freeze may take.</param>
/// <param name="machine">The guest.</param>
/// <param name="time">Waits and measures.</param>
/// <param name="say">Told what happens.</param>
internal sealed class FreezeProbe(KubernetesClient client, VirtualMachineKey machine, TimeProvider time, Action<string> say)
{
    /// <summary>VSS would hold a Windows guest no longer either.</summary>
    public static readonly TimeSpan AutomaticThaw = TimeSpan.FromSeconds(10);

    private const int ThawAttempts = 3;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenThaws = TimeSpan.FromSeconds(1);

    /// <summary>The launcher asks the agent every 5 s; what it says lags by that, and must be seen before the automatic thaw.</summary>
    private static readonly TimeSpan FreezePatience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan ThawPatience = TimeSpan.FromSeconds(20);

    /// <param name="interrupted">Ends it early; the thaw is sent all the same.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken interrupted)
    {
        var asked = time.GetTimestamp();
        var freeze = PreflightChecks.ProbeFreeze.Fail("interrupted");
        CheckResult? thaw = null;
        try
        {
            freeze = await FreezeAsync(interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            say("interrupted: thawing");
        }
        finally
        {
            thaw = await ThawAsync(asked);
        }

        return [freeze, thaw];
    }

    /// <summary>Not cancelled while the call is under way: a thaw that overtook the freeze would leave the guest frozen.</summary>
    private async Task<CheckResult> FreezeAsync(CancellationToken interrupted)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"unfreezeTimeout":"{{AutomaticThaw.TotalSeconds}}s"}"""));
        say(string.Create(CultureInfo.InvariantCulture, $"freezing {machine}; it thaws by itself after {AutomaticThaw.TotalSeconds} s"));
        try
        {
            await client.SendAsync(RequestBuilder.Invoke(PreflightCluster.Action(machine, "freeze"), body), CancellationToken.None);
        }
        catch (KubernetesException e)
        {
            return PreflightChecks.ProbeFreeze.Fail($"the guest was not frozen: {e.Message}");
        }

        interrupted.ThrowIfCancellationRequested();
        return await IsSeenAsync(isFrozen: true, FreezePatience, interrupted) is { } problem
            ? PreflightChecks.ProbeFreeze.Fail($"the freeze was accepted, but the guest does not read frozen: {problem}")
            : PreflightChecks.ProbeFreeze.Ok("frozen, and the guest says so");
    }

    private async Task<CheckResult> ThawAsync(long asked)
    {
        var failure = await SendThawAsync();
        var stood = time.GetElapsedTime(asked).TotalSeconds;
        var unseen = await IsSeenAsync(isFrozen: false, ThawPatience, CancellationToken.None);
        return (failure, unseen) switch
        {
            (_, { } problem) => PreflightChecks.ProbeThaw.Fail($"{failure ?? "the thaw was accepted, but the guest does not read thawed"}: {problem}"),
            ({ } problem, _) => PreflightChecks.ProbeThaw.Fail($"the guest reads thawed, yet not by this thaw: {problem}"),
            _ => PreflightChecks.ProbeThaw.Ok(string.Create(CultureInfo.InvariantCulture, $"thawed, and the guest says so; it stood still for at most {stood:0.0} s")),
        };
    }

    /// <returns>Null when it was accepted.</returns>
    private async Task<string?> SendThawAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.SendAsync(RequestBuilder.Invoke(PreflightCluster.Action(machine, "unfreeze")), CancellationToken.None);
                return null;
            }
            catch (KubernetesException e) when (attempt < ThawAttempts)
            {
                say($"the thaw failed, once more: {e.Message}");
                await Task.Delay(BetweenThaws, time);
            }
            catch (KubernetesException e)
            {
                return e.Message;
            }
        }
    }

    /// <returns>Null once the guest reads so; else what it said last.</returns>
    private async Task<string?> IsSeenAsync(bool isFrozen, TimeSpan patience, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var (agent, failure) = await new PreflightCluster(client, time).AgentAsync(machine, cancellation);
            if (agent?.IsFrozen == isFrozen)
            {
                return null;
            }

            if (time.GetElapsedTime(started) >= patience)
            {
                return failure ?? $"it says {(agent!.FreezeStatus.Length == 0 ? "nothing" : agent.FreezeStatus)}";
            }

            await Task.Delay(BetweenLooks, time, cancellation);
        }
    }
}
