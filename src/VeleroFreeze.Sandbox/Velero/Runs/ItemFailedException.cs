using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>An item could not be backed up; the run goes on with the next.</summary>
internal sealed class ItemFailedException(VeleroError error) : Exception(error.Message)
{
    public VeleroError Error => error;
}
