namespace VeleroFreeze.Core.Evidence.Logs.Hooks;

/// <summary>
/// Timeouts of hooks whose output had been logged before. Up to Velero 1.18 a hook that timed out leaves no output; since 1.19 it may, a success text too, and the
/// error comes after it. With several workers that error may also be the one of a hook that has said nothing yet. So whoever has said nothing is given it first;
/// when it speaks later after all, the error was another's, and nobody that it may have been has succeeded.
/// </summary>
internal sealed class LateTimeouts
{
    private readonly Dictionary<HookKey, (HookDraft Draft, HookError Error)> _guesses = [];
    private readonly HashSet<(HookGroup Group, string Limit)> _heard = [];
    private readonly List<HookError> _errors = [];

    /// <summary>The output of an execution is there.</summary>
    public void Hear(HookDraft draft) => _heard.Add((draft.Group, draft.Key!.Timeout));

    /// <summary>A timeout that is nobody's who still waits.</summary>
    public void Add(HookError error) => _errors.Add(error);

    /// <summary>A timeout is given to one that waits; it may be another's only where others were heard before.</summary>
    public void Guess(HookDraft draft, HookError error)
    {
        if (_heard.Contains((draft.Group, draft.Key!.Timeout)))
        {
            _guesses[draft.Key] = (draft, error);
        }
    }

    /// <returns>The execution that these texts belong to and that was given a timeout by guess; null when there is none.</returns>
    public HookDraft? Revive(HookKey key)
    {
        if (!_guesses.Remove(key, out var guess))
        {
            return null;
        }

        guess.Draft.Resume(key);
        _errors.Add(guess.Error);
        return guess.Draft;
    }

    /// <returns>Executions that left nothing but a timeout.</returns>
    public IEnumerable<HookDraft> Settle(IReadOnlyList<HookDraft> drafts)
    {
        if (_errors.Count == 0)
        {
            return [];
        }

        var heard = drafts.Where(draft => draft is { StderrLine: > 0, Outcome: null, Key: not null }).ToLookup(draft => (draft.Group, draft.Key!.Timeout));
        return [.. _errors.GroupBy(error => (error.Group, HookError.LimitOf(error.Text)!)).SelectMany(errors => Settle([.. errors.OrderBy(error => error.Line)], heard[errors.Key]))];
    }

    private static IEnumerable<HookDraft> Settle(List<HookError> errors, IEnumerable<HookDraft> heard)
    {
        var before = heard.Where(draft => draft.StderrLine < errors[^1].Line).OrderBy(draft => draft.StderrLine).ToList();
        var late = before.Where(draft => draft.MayHaveTimedOut).ToList();
        // Times are a hint; where they do not explain all errors, any of them may be meant.
        var suspects = late.Count >= errors.Count ? late : before;
        if (suspects.Count > errors.Count)
        {
            suspects.ForEach(draft => draft.Settle(HookOutcome.Unknown));
            return [];
        }

        suspects.Zip(errors).ToList().ForEach(pair => pair.First.TimeOut(pair.Second));
        return errors.Skip(suspects.Count).Select(Stray);
    }

    private static HookDraft Stray(HookError error)
    {
        var draft = new HookDraft(error.Group);
        draft.End(error.Line, error.At);
        draft.Settle(HookOutcome.TimedOut, error.Text);
        return draft;
    }
}
