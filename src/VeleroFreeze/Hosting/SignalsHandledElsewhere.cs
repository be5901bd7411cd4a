namespace VeleroFreeze.Hosting;

/// <summary>In place of the framework's own lifetime, which would stop listening at the first SIGTERM.</summary>
internal sealed class SignalsHandledElsewhere : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
