using System.Net.Security;

namespace VeleroFreeze.Hosting;

/// <summary>The identity in use. Files are looked at in turn and taken as one; while they hold nothing usable, the last good one stays.</summary>
internal sealed class ReloadingTls
{
    private readonly TlsFiles _files;
    private readonly TlsRules _rules;
    private readonly TimeProvider _time;
    private TlsFileContents _seen;
    private string? _lastProblem;
    private volatile InUse _current;

    private ReloadingTls(TlsFiles files, TlsRules rules, TimeProvider time, TlsFileContents seen, TlsIdentity identity)
    {
        (_files, _rules, _time, _seen) = (files, rules, time, seen);
        _current = new InUse(identity, rules.ToServerOptions(identity));
    }

    public TlsIdentity Identity => _current.Identity;

    /// <summary>What the next handshake uses.</summary>
    public SslServerAuthenticationOptions ServerOptions => _current.Options;

    /// <summary>Loads the first identity; null when there is none, and then <paramref name="problem"/> is one line that says why.</summary>
    public static ReloadingTls? TryLoad(TlsFiles files, TlsRules rules, TimeProvider time, out string? problem) =>
        files.Read(out problem) is { } contents && TlsIdentity.TryLoad(contents, out problem) is { } identity
            ? new ReloadingTls(files, rules, time, contents, identity)
            : null;

    /// <summary>Looks at the files every <paramref name="interval"/> until cancelled.</summary>
    /// <param name="interval">A mounted Secret lags by a minute anyway, so seconds are soon enough.</param>
    /// <param name="onChange">Told once about each change: null when the new identity is in use, or one line that says why it is not.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async Task WatchAsync(TimeSpan interval, Action<string?> onChange, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, _time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (LookForChange(out var problem))
            {
                onChange(problem);
            }
        }
    }

    /// <summary>Takes the files' identity when they changed and it is usable.</summary>
    /// <returns>True when there is something to tell that was not told before.</returns>
    public bool LookForChange(out string? problem)
    {
        var contents = _files.Read(out problem);
        if (contents is not null && contents == _seen)
        {
            _lastProblem = null;
            return false;
        }

        if (contents is not null)
        {
            _seen = contents;
            problem = TryTake(contents);
        }

        var isNews = problem is null || problem != _lastProblem;
        _lastProblem = problem;
        return isNews;
    }

    private string? TryTake(TlsFileContents contents)
    {
        if (TlsIdentity.TryLoad(contents, out var problem) is not { } identity)
        {
            return problem;
        }

        if (identity.NotAfter <= _time.GetUtcNow() && Identity.NotAfter > identity.NotAfter)
        {
            return "it has expired";
        }

        _current = new InUse(identity, _rules.ToServerOptions(identity));
        return null;
    }

    private sealed record InUse(TlsIdentity Identity, SslServerAuthenticationOptions Options);
}
