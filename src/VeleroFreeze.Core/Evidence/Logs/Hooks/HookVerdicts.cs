namespace VeleroFreeze.Core.Evidence.Logs.Hooks;

/// <summary>
/// Which execution an error belongs to, and how each ended. With one worker an error belongs to the hook line before it. With several, it may belong to any
/// execution of that phase which is not known to have ended well, and virt-freezer's own words tell more than the order of lines: whoever says that it froze
/// exits with 0. An error that may be one of several leaves all of them <see cref="HookOutcome.Unknown"/>, unless there are as many errors as executions.
/// </summary>
internal static class HookVerdicts
{
    /// <summary>The words do not fit the order of lines: somebody who said that it worked is followed by an error, or one who said that it failed is not.</summary>
    public static bool AreShuffled(IReadOnlyList<HookDraft> drafts, IReadOnlyList<HookError> errors)
    {
        var failed = errors.Select(error => error.Recent).OfType<HookDraft>().ToHashSet();
        return failed.Any(draft => draft.ImpliesSuccess) || drafts.Any(draft => draft is { Outcome: null, Output.ExitCode: > 0 } && !failed.Contains(draft));
    }

    public static void AssignErrors(List<HookDraft> drafts, IReadOnlyList<HookError> errors, bool interleaves)
    {
        var heard = drafts.Where(draft => draft is { StderrLine: > 0, Outcome: null }).GroupBy(draft => draft.Group).ToDictionary(g => g.Key, g => g.OrderBy(d => d.StderrLine).ToList());
        foreach (var group in errors.GroupBy(error => error.Group))
        {
            var ownerless = new ErrorAssignment(heard.GetValueOrDefault(group.Key, []), interleaves).Assign([.. group]);
            drafts.AddRange(ownerless.Select(Stray));
        }
    }

    /// <summary>
    /// Success needs its lines and no error that could be its own; where lines could not be read, it needs virt-freezer's word too, and an end well before its time
    /// was up.
    /// </summary>
    public static HookOutcome Of(HookDraft draft, bool isWhole) => draft switch
    {
        { Outcome: { } known } => known,
        { StderrLine: 0 } or { Output.ExitCode: > 0 } => HookOutcome.Unknown,
        _ => isWhole || draft is { ImpliesSuccess: true, MayHaveTimedOut: false } ? HookOutcome.Succeeded : HookOutcome.Unknown,
    };

    private static HookDraft Stray(HookError error)
    {
        var draft = new HookDraft(error.Group);
        draft.End(error.Line, error.At);
        draft.Settle(HookOutcome.Failed, error.Text);
        return draft;
    }
}

/// <summary>The errors of one phase (and pod, where lines name it) and the executions that they can belong to, in the order of their stderr.</summary>
internal sealed class ErrorAssignment(List<HookDraft> heard, bool interleaves)
{
    // Suspects since the last assignment, and those that share their errors.
    private readonly List<HookDraft> _fresh = [];
    private readonly List<HookDraft> _pool = [];
    private readonly List<HookError> _pooled = [];
    private int _seen;

    /// <returns>The errors of executions that left no other line.</returns>
    public List<HookError> Assign(IReadOnlyList<HookError> errors)
    {
        var ownerless = new List<HookError>();
        foreach (var error in errors)
        {
            Admit(error.Line);
            if (!TryAssign(error))
            {
                ownerless.Add(error);
            }
        }

        SettlePool();
        return ownerless;
    }

    private void Admit(int line)
    {
        for (; _seen < heard.Count && heard[_seen].StderrLine < line; _seen++)
        {
            if (!heard[_seen].ImpliesSuccess)
            {
                _fresh.Add(heard[_seen]);
            }
        }
    }

    private bool TryAssign(HookError error)
    {
        if (!interleaves && error.Recent is { } recent)
        {
            _fresh.Clear();
            Fail(recent, error);
            return true;
        }

        if (_pool.Count == 0 && _fresh.Count == 1)
        {
            Fail(_fresh[0], error);
            _fresh.Clear();
            return true;
        }

        if (_pool.Count + _fresh.Count > 0)
        {
            _pool.AddRange(_fresh);
            _fresh.Clear();
            _pooled.Add(error);
            return true;
        }

        // Nobody else is left: the one before it, whatever it said of itself.
        if (error.Recent is { Outcome: null } contradicted)
        {
            Fail(contradicted, error);
            return true;
        }

        return false;
    }

    private void SettlePool()
    {
        for (var i = 0; i < _pool.Count; i++)
        {
            if (_pooled.Count == _pool.Count)
            {
                Fail(_pool[i], _pooled[i]);
            }
            else
            {
                _pool[i].Settle(HookOutcome.Unknown);
            }
        }
    }

    private static void Fail(HookDraft draft, HookError error)
    {
        draft.Settle(HookOutcome.Failed, error.Text);
        draft.End(Math.Max(draft.EndLine, error.Line), error.At);
    }
}
