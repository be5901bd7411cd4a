using VeleroFreeze.Hosting;

namespace VeleroFreeze.Verifier;

/// <summary>The probes. An API server that fails later does not make this process unready: nobody else could do better.</summary>
internal sealed class VerifierReadiness
{
    private volatile bool _hasContact;
    private volatile bool _isStopping;

    /// <summary>Whether another replica is known to lead: standing by is being ready.</summary>
    public Func<bool> StandsBy { get; set; } = () => false;

    public void Contacted() => _hasContact = true;

    public void Stop() => _isStopping = true;

    public Task ServeAsync(HttpContext context) => ProbePages.ServeAsync(context, Problem);

    /// <summary>Null when ready, or one line that says why not.</summary>
    internal string? Problem => _isStopping ? "stopping" : _hasContact || StandsBy() ? null : "the API server has not answered yet";
}
