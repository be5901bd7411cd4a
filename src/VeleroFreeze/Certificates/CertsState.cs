using VeleroFreeze.Core.Certificates;

namespace VeleroFreeze.Certificates;

/// <summary>What the last look found, for probes and metrics.</summary>
internal sealed class CertsState
{
    private volatile RotationState? _seen;
    private volatile string? _problem = "the API server has not answered yet";
    private bool _wasKept;

    /// <summary>Null before the first look.</summary>
    public RotationState? Seen => _seen;

    /// <summary>Null when ready, or one line that says why not.</summary>
    public string? Problem => _problem;

    /// <returns>Whether who keeps the registration changed.</returns>
    public bool Looked(RotationState seen, RotationStep step)
    {
        var isNews = _wasKept != step is RotationStep.LeaveTo;
        (_seen, _problem, _wasKept) = (seen, null, step is RotationStep.LeaveTo);
        return isNews;
    }

    /// <summary>Once it had contact it stays ready: nobody else could do better.</summary>
    public void Failed(string problem) => _problem = _seen is null ? problem : null;

    public void Stop() => _problem = "stopping";
}
