namespace VeleroFreeze.Hosting;

/// <summary>Whether this process is on its way out: from then on it is not ready, and every reply asks its client to connect anew.</summary>
internal sealed class DrainState
{
    private volatile bool _isDraining;

    public bool IsDraining => _isDraining;

    public void Begin() => _isDraining = true;
}
