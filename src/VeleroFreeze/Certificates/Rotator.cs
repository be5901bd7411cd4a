using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Certificates;

/// <summary>Takes one step after the other, and looks again every few seconds. It keeps nothing: all that counts stands in the cluster.</summary>
internal sealed class Rotator(CertificateStore store, CertsOptions options, CertsState state, TimeProvider time, ILogger log)
{
    /// <summary>More than a change has.</summary>
    private const int MostSteps = 10;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await LookAsync(cancellation);
            // Short waits by the clock: a timer of weeks would not notice that a machine slept.
            await Task.Delay(options.Interval, time, cancellation);
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            // Until nothing is due; with an end, should somebody undo each step at once.
            for (var steps = 0; steps < MostSteps && await StepAsync(cancellation); steps++)
            {
            }
        }
        catch (KubernetesException e)
        {
            state.Failed(e.Message);
            Log.Problem(log, e.Message);
        }
    }

    /// <returns>Whether there may be another step at once.</returns>
    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        var stored = await store.ReadAsync(cancellation);
        var now = time.GetUtcNow();
        var rotation = stored.StateFor(options.Places.ServerName);
        var step = Rotation.Next(rotation, options.Rules, now);
        var (isKept, isNew) = (step is RotationStep.LeaveTo, state.Looked(rotation, step));
        if (isKept && isNew)
        {
            Log.LeftTo(log, rotation.KeptBy!);
        }

        if (step is RotationStep.Wait or RotationStep.LeaveTo)
        {
            return false;
        }

        var isTaken = await store.TakeAsync(stored, step, options.Rules, now, cancellation);
        if (isTaken)
        {
            Log.Took(log, step.GetType().Name);
        }
        else
        {
            Log.Refused(log, step.GetType().Name);
        }

        // Somebody else's write is looked at after a moment: two that answer each other at once would never end.
        return isTaken;
    }
}
