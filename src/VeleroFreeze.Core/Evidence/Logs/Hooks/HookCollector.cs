namespace VeleroFreeze.Core.Evidence.Logs.Hooks;

/// <summary>
/// Puts the lines of hooks together. One worker writes <c>running</c>, then <c>stdout</c> and <c>stderr</c> or neither, then an error or none, before anything
/// else; with several workers these sequences run into each other, which shows as a line that does not follow.
/// </summary>
internal sealed class HookCollector(RetentionBudget budget)
{
    private const int LongestError = 1024;

    // What a draft keeps beside its texts, in letters.
    private const int FixedCost = 400;

    // A VM has two pods during a migration; each line of output is held against all that are alike.
    private const int MostAlike = 64;

    private readonly List<HookDraft> _drafts = [];
    private readonly Dictionary<HookKey, List<HookDraft>> _running = [];
    private readonly Dictionary<(HookGroup Group, string Limit), Queue<HookDraft>> _waited = [];
    private readonly List<HookError> _errors = [];
    private readonly LateTimeouts _late = new();
    private HookDraft? _current;

    public bool NamesPods { get; private set; }

    public bool Interleaves { get; private set; }

    public IReadOnlyList<HookExecution> Finish(bool isWhole)
    {
        _drafts.AddRange(_late.Settle(_drafts));
        Interleaves |= HookVerdicts.AreShuffled(_drafts, _errors);
        HookVerdicts.AssignErrors(_drafts, _errors, Interleaves);
        return [.. _drafts.Select(draft => draft.Build(HookVerdicts.Of(draft, isWhole)))];
    }

    public void Add(LogEntry entry, HookMessage message)
    {
        if (HookGroup.Of(entry) is not { } group)
        {
            return;
        }

        NamesPods |= group.PodName is not null;
        switch (message)
        {
            case HookMessage.Error:
                AddError(group, entry);
                break;
            case HookMessage.PodCompleted:
                Complete(HookKey.Of(group, entry), entry);
                break;
            case HookMessage.Running:
                Start(HookKey.Of(group, entry), entry);
                break;
            case HookMessage.Stdout:
                Follow(HookKey.Of(group, entry), entry, wantsStdout: true).HasStdout = true;
                break;
            default:
                Hear(HookKey.Of(group, entry), entry);
                break;
        }
    }

    private void Start(HookKey key, LogEntry entry)
    {
        Interleaves |= _current is { IsRunning: true };
        _current = Draft(key, entry);
        _current.Start(entry);
        Keep(_current);
        Waited(key.Group, key.Timeout).Enqueue(_current);
    }

    private void Complete(HookKey key, LogEntry entry)
    {
        Interleaves |= _current is { IsRunning: true };
        _current = Draft(key, entry);
        _current.End(entry.Line, entry.At);
        _current.Settle(HookOutcome.PodCompleted);
    }

    private void Hear(HookKey key, LogEntry entry)
    {
        var draft = Follow(key, entry, wantsStdout: false);
        draft.Hear(entry, entry.Message[HookMessages.Stderr.Length..]);
        budget.Take(draft.Output?.Reading.Reason?.Length ?? 0);
        _late.Hear(draft);
        Close(draft);
    }

    /// <summary>The execution that a line of output belongs to. Where there are two alike, neither is known any more.</summary>
    private HookDraft Follow(HookKey key, LogEntry entry, bool wantsStdout)
    {
        var open = Open(key);
        if (open.Count > 1)
        {
            Interleaves = true;
            open.ForEach(draft => draft.Settle(HookOutcome.Unknown));
        }

        if (open.Find(draft => draft.HasStdout != wantsStdout) is not { } found)
        {
            found = (wantsStdout ? _late.Revive(key) : null) ?? WithoutBeginning(key, entry);
            Keep(found);
        }

        Interleaves |= _current != found;
        _current = found;
        found.End(entry.Line, entry.At);
        return found;
    }

    private void AddError(HookGroup group, LogEntry entry)
    {
        var text = entry[LogField.Error] ?? "";
        text = text.Length > LongestError ? text[..LongestError] : text;
        budget.Take(text.Length + FixedCost);
        if (HookError.LimitOf(text) is { } limit)
        {
            TimeOut(group, limit, text, entry);
        }
        else if (HookError.IsBeforeExecution(text))
        {
            Interleaves |= _current is { IsRunning: true };
            Stray(group, text, entry);
        }
        else
        {
            var follows = _current is { StderrLine: > 0, Outcome: null } current && current.Group == group;
            Interleaves |= !follows;
            _errors.Add(new HookError(group, text, entry.Line, entry.At, follows ? _current : null));
            _current = null;
        }
    }

    /// <summary>
    /// Of those that Velero waits for equally long, the one that began first is given up first. Since Velero 1.19 its output may have been logged by then, whatever
    /// that says: with one worker the error follows it directly.
    /// </summary>
    private void TimeOut(HookGroup group, string limit, string text, LogEntry entry)
    {
        var error = new HookError(group, text, entry.Line, entry.At, null);
        if (Eldest(group, limit) is { } waiting)
        {
            Interleaves |= _current != waiting;
            _late.Guess(waiting, error);
            Close(waiting);
            waiting.TimeOut(error);
            _current = null;
        }
        else if (_current is { StderrLine: > 0, Outcome: null } heard && heard.Group == group && heard.Key!.Timeout == limit)
        {
            heard.TimeOut(error);
            _current = null;
        }
        else
        {
            Interleaves |= _current is { IsRunning: true };
            _late.Add(error);
        }
    }

    /// <summary>The first of those that Velero waits for so long, and that have said nothing yet.</summary>
    private HookDraft? Eldest(HookGroup group, string limit)
    {
        HookDraft? draft = null;
        for (var waited = Waited(group, limit); draft is null && waited.TryDequeue(out var first);)
        {
            draft = first is { HasStdout: false, IsRunning: true } ? first : null;
        }

        return draft;
    }

    /// <summary>Output whose beginning is not there: the line before it could not be read.</summary>
    private HookDraft WithoutBeginning(HookKey key, LogEntry entry)
    {
        var draft = Draft(key, entry);
        draft.Settle(HookOutcome.Unknown);
        return draft;
    }

    private void Stray(HookGroup group, string text, LogEntry entry)
    {
        var draft = new HookDraft(group);
        draft.End(entry.Line, entry.At);
        draft.Settle(HookOutcome.Failed, text);
        _drafts.Add(draft);
    }

    private HookDraft Draft(HookKey key, LogEntry entry)
    {
        var draft = new HookDraft(key.Group) { Key = key };
        draft.Describe(entry);
        budget.Take(key.Size + FixedCost);
        _drafts.Add(draft);
        return draft;
    }

    /// <summary>Executions with these texts whose output is not there yet; one, as a rule.</summary>
    private List<HookDraft> Open(HookKey key)
    {
        if (!_running.TryGetValue(key, out var open))
        {
            _running[key] = open = [];
        }

        return open;
    }

    /// <summary>One of too many alike stays without an end, so that nothing is said of it.</summary>
    private void Keep(HookDraft draft)
    {
        if (Open(draft.Key!) is { Count: < MostAlike } open)
        {
            open.Add(draft);
        }
    }

    private void Close(HookDraft draft)
    {
        var open = Open(draft.Key!);
        open.Remove(draft);
        if (open.Count == 0)
        {
            _running.Remove(draft.Key!);
        }

        // The command may be long, and is needed no more.
        draft.Key = draft.Key! with { Command = "" };
    }

    private Queue<HookDraft> Waited(HookGroup group, string limit)
    {
        if (!_waited.TryGetValue((group, limit), out var waited))
        {
            _waited[(group, limit)] = waited = new Queue<HookDraft>();
        }

        return waited;
    }
}
