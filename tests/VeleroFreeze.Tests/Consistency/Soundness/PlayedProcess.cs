using System.Globalization;
using VeleroFreeze.Core.Consistency.Watching;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>The life of one verifier.</summary>
/// <param name="From">When it began to list.</param>
/// <param name="Leads">When it became the leader.</param>
/// <param name="To">When it ended.</param>
internal sealed record PlayedLife(DateTimeOffset From, DateTimeOffset Leads, DateTimeOffset To);

/// <summary>A kind that the verifier may not read for a time.</summary>
internal sealed record PlayedDenial(WatchedKind Kind, DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// One verifier: its own memory, and a watch of each kind that tells of every write up to three seconds late and in order, and of nothing at all while it is forbidden.
/// </summary>
internal sealed class PlayedProcess
{
    /// <summary>The server ends each stream after that, and so tells how far it has come; a watch that is refused tries again as soon.</summary>
    private const int StreamSeconds = 15;

    private static readonly WatchedKind[] NotInstalled = [WatchedKind.VirtualMachineBackup, WatchedKind.HarvesterBackup];

    private readonly Queue<(DateTimeOffset At, Action Do)> _coming;
    private readonly ILookup<WatchedKind, PlayedEvent> _events;
    private readonly PlayedClocks _clocks;
    private readonly Random _chance;
    private readonly DateTimeOffset _busyFrom;

    /// <param name="events">Of all objects.</param>
    /// <param name="life">When it watches.</param>
    /// <param name="busyFrom">Until then nobody asks how far its watches have come.</param>
    /// <param name="denial">What it may not read; null for nothing.</param>
    /// <param name="clocks">Its own is the verifier's.</param>
    /// <param name="chance">Chooses how late it is told.</param>
    public PlayedProcess(IEnumerable<PlayedEvent> events, PlayedLife life, DateTimeOffset busyFrom, PlayedDenial? denial, PlayedClocks clocks, Random chance)
    {
        (_clocks, _chance, _busyFrom) = (clocks, chance, busyFrom);
        _events = events.OrderBy(told => told.At).ToLookup(told => told.Kind);
        _coming = new([.. Enum.GetValues<WatchedKind>().SelectMany(kind => Watch(kind, life, denial)).Concat(Sweeps(life)).OrderBy(coming => coming.Item1)]);
    }

    public HistoryMemory Memory { get; } = new(Enum.GetNames<WatchedKind>());

    /// <param name="now">By its own clock.</param>
    public void RunTo(DateTimeOffset now)
    {
        while (_coming.TryPeek(out var next) && next.At <= now)
        {
            _coming.Dequeue().Do();
        }
    }

    private IEnumerable<(DateTimeOffset, Action)> Watch(WatchedKind kind, PlayedLife life, PlayedDenial? denial)
    {
        if (NotInstalled.Contains(kind))
        {
            return Moments(life.From, life.To).Select(at => (Own(at), (Action)(() => Memory.Missing(kind.ToString(), Own(at)))));
        }

        if (denial?.Kind != kind)
        {
            return Stream(kind, life.From, life.To);
        }

        // A stream that was open goes on to its end; one that is asked for anew is there after the next try.
        var refused = denial.From > life.From ? denial.From.AddSeconds(_chance.NextDouble() * StreamSeconds) : life.From;
        var granted = denial.To.AddSeconds(_chance.NextDouble() * StreamSeconds);
        return [.. Stream(kind, life.From, refused), (Own(refused.AddSeconds(4)), () => Memory.Refused(kind.ToString())), .. Stream(kind, granted > refused.AddSeconds(4) ? granted : refused.AddSeconds(4), life.To)];
    }

    /// <summary>A list, which tells of what is gone since the last one too, and then each write after it.</summary>
    private IEnumerable<(DateTimeOffset, Action)> Stream(WatchedKind kind, DateTimeOffset from, DateTimeOffset to)
    {
        if (from >= to)
        {
            yield break;
        }

        var told = Own(from.AddSeconds(0.1 + _chance.NextDouble()));
        foreach (var last in _events[kind].Where(one => one.At <= from).GroupBy(one => one.Key).Select(same => same.Last()))
        {
            yield return Tell(last, told);
        }

        yield return At(told, at => Memory.Listed(kind.ToString(), Version(from), at));
        var bookmarks = Moments(from.AddSeconds(StreamSeconds), to).Select(at => (At: at, Event: (PlayedEvent?)null));
        foreach (var (written, one) in _events[kind].Where(one => one.At > from && one.At <= to).Select(one => (one.At, Event: (PlayedEvent?)one)).Concat(bookmarks).OrderBy(next => next.At))
        {
            var next = Own(written.AddSeconds(_chance.NextDouble() * 3));
            told = next > told ? next : told;
            if (one is not null)
            {
                yield return Tell(one, told);
            }

            yield return At(told, at => Memory.Alive(kind.ToString(), Version(written), at));
        }
    }

    private IEnumerable<(DateTimeOffset, Action)> Sweeps(PlayedLife life) => Moments(life.From, life.To).Where((_, i) => i % 2 == 1).Select(at => At(Own(at), Memory.Forget));

    private IEnumerable<DateTimeOffset> Moments(DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from; at < to; at = at < _busyFrom ? _busyFrom : at.AddSeconds(StreamSeconds))
        {
            yield return at;
        }
    }

    private (DateTimeOffset, Action) Tell(PlayedEvent one, DateTimeOffset told) => At(told, at => one.Tell(Memory, at));

    private static (DateTimeOffset, Action) At(DateTimeOffset at, Action<DateTimeOffset> happens) => (at, () => happens(at));

    private DateTimeOffset Own(DateTimeOffset at) => at + _clocks.Verifier;

    /// <summary>A busy API server: between any two moments something was written.</summary>
    private static string Version(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
