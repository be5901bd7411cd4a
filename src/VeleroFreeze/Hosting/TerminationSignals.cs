using System.Runtime.InteropServices;

namespace VeleroFreeze.Hosting;

/// <summary>
/// Takes the first SIGTERM or SIGINT as a request to end in good order. The second is left to the system, which ends the process at once
/// with status 143 or 130.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public TerminationSignals()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
    }

    public Task<PosixSignal> First => _first.Task;

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Handle(PosixSignalContext context) => context.Cancel = _first.TrySetResult(context.Signal);
}
