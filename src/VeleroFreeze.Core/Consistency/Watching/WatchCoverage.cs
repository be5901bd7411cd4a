using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>
/// When one watch was known to be complete. A span begins with a list and reaches to the last moment at which the server said something: a stream that hangs
/// says nothing, and so adds nothing. Not safe for several threads.
/// </summary>
internal sealed class WatchCoverage
{
    private readonly List<WatchedSpan> _spans = [];
    private bool _isOpen;
    private string _listed = "";

    /// <summary>In order.</summary>
    public IReadOnlyList<WatchedSpan> Spans => _spans;

    /// <summary>Whether the objects are known: there was a list, or there is no such type.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>By which a later process tells whether it missed anything.</summary>
    public WatchMark Mark(string watch) => new(watch, _listed, Version);

    /// <summary>The newest version that was told.</summary>
    public string Version { get; private set; } = "";

    /// <summary>A list is complete. What happened between the last word and a newer list may have come and gone unseen.</summary>
    public void Listed(string version, DateTimeOffset at)
    {
        var goesOn = _isOpen && (Version.Length == 0 || ObjectVersions.IsUpTo(version, Version));
        if (!goesOn)
        {
            _spans.Add(new WatchedSpan(at, at));
            _listed = version;
        }

        Version = goesOn && Version.Length > 0 ? Version : version;
        _isOpen = true;
        Extend(at);
    }

    /// <summary>The server said something: everything up to this version was told.</summary>
    public void Alive(string version, DateTimeOffset at)
    {
        if (_isOpen)
        {
            Version = version;
            Extend(at);
        }
    }

    /// <summary>The server knows no such type: looked for, and there is none. Objects that come with it later tell when they were made.</summary>
    public void Missing(DateTimeOffset at)
    {
        if (!_isOpen)
        {
            _spans.Add(new WatchedSpan(at, at));
            _isOpen = true;
        }

        Version = "";
        Extend(at);
    }

    /// <summary>The server does not say any more: a span that is over stays, and a new one takes a new list.</summary>
    public void Refused()
    {
        _isOpen = false;
        Version = "";
    }

    public void Forget(DateTimeOffset before)
    {
        _spans.RemoveAll(span => span.To < before);
        for (var i = 0; i < _spans.Count; i++)
        {
            _spans[i] = _spans[i].From < before ? _spans[i] with { From = before } : _spans[i];
        }
    }

    private void Extend(DateTimeOffset at)
    {
        if (_spans.Count == 0)
        {
            // It was silent for as long as is remembered.
            _spans.Add(new WatchedSpan(at, at));
        }
        else if (_spans[^1].To < at)
        {
            _spans[^1] = _spans[^1] with { To = at };
        }
    }
}
