using VeleroFreeze.Core.Certificates;

namespace VeleroFreeze.Tests.Certificates;

/// <summary>A cluster in which every step does what it says: what is stored, what webhooks still serve, and what API servers may still trust.</summary>
internal sealed class RotationPlay
{
    /// <summary>How long a webhook's pod may serve an old certificate, and an API server an old bundle.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(5);

    private readonly List<(CertificateFacts Leaf, DateTimeOffset Until)> _served = [];
    private readonly List<(IReadOnlyList<CertificateFacts> Bundle, DateTimeOffset Until)> _trusted = [];
    private int _made;

    public RotationRules Rules { get; } = new();

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public RotationState State { get; set; } = new() { Published = [[], [], []] };

    public List<RotationStep> Taken { get; } = [];

    public static RotationPlay Settled()
    {
        var play = new RotationPlay();
        play.Settle();
        return play;
    }

    /// <summary>All steps that are due at this moment.</summary>
    public void Settle()
    {
        for (var steps = 0; Step() is not RotationStep.Wait; steps++)
        {
            steps.ShouldBeLessThan(10, "it never rests");
        }
    }

    public void Pass(TimeSpan time) => Now += time;

    public void Pass(TimeSpan time, TimeSpan every)
    {
        for (var end = Now + time; Now < end;)
        {
            Pass(every);
            Settle();
        }
    }

    public RotationStep Step()
    {
        var step = Rotation.Next(State, Rules, Now);
        Taken.Add(step);
        State = Apply(step);
        return step;
    }

    public void LoseAuthority() => State = State with { Current = null, Next = null, Retired = [], PublishedAt = null, ChangedAt = null, WantsAuthority = false };

    /// <summary>Somebody puts an authority of their own in the place of ours.</summary>
    public void SwapAuthority() => State = State with { Current = Authority(), Next = null, Retired = [], PublishedAt = null, ChangedAt = null };

    /// <summary>Somebody empties the bundle; what is trusted meanwhile is theirs to answer for.</summary>
    public void Blank(int entry) => State = State with { Published = [.. State.Published.Select((bundle, index) => index == entry ? [] : bundle)] };

    /// <summary>What a webhook may serve now that an API server may not trust now.</summary>
    public IEnumerable<string> Refused() =>
        from served in _served.Where(old => old.Until >= Now).Select(old => old.Leaf).Concat(State.Leaf is { } leaf ? [leaf] : [])
        from bundle in _trusted.Where(old => old.Until >= Now).Select(old => old.Bundle).Concat(State.Published)
        where bundle.All(authority => authority.Id != served.IssuerId)
        select $"{served.Id} by {served.IssuerId} is not trusted by [{string.Join(' ', bundle.Select(authority => authority.Id))}] at {Now}";

    private RotationState Apply(RotationStep step)
    {
        switch (step)
        {
            case RotationStep.CreateAuthority create:
                return State with { Current = create.KeepsCurrent ? State.Current : null, Next = Authority(), Retired = create.Retired.Count > 0 ? create.Retired : State.Retired, PublishedAt = null, WantsAuthority = false };
            case RotationStep.Publish publish:
                // The first bundle takes the place of none, and one that was tampered with is not ours.
                _trusted.AddRange(State.Published.Where(bundle => bundle.Count > 0).Select(bundle => (bundle, Now + Lag)));
                return State with { Published = [.. State.Published.Select(_ => publish.Authorities)] };
            case RotationStep.NotePublished:
                return State with { PublishedAt = Now };
            case RotationStep.Promote:
                return State with { Current = State.Next, Next = null, Retired = State.Current is { } old ? [.. State.Retired, old] : State.Retired, PublishedAt = null, ChangedAt = Now };
            case RotationStep.SignLeaf:
                State.Published.ShouldAllBe(bundle => bundle.Any(authority => authority.Id == State.Current!.Id), "it signs before it is trusted");
                _served.AddRange(State.Leaf is { } leaf ? [(leaf, Now + Lag)] : []);
                return State with { Leaf = Leaf(), WantsLeaf = false };
            case RotationStep.Retire:
                return State with { Retired = [] };
            default:
                return State;
        }
    }

    private CertificateFacts Authority()
    {
        var id = $"A{++_made}";
        return new CertificateFacts(id, id, Now - RotationRules.Skew, Now + Rules.AuthorityLifetime, id);
    }

    private CertificateFacts Leaf() => new($"L{++_made}", State.Current!.Id, Now - RotationRules.Skew, Now + Rules.LeafLifetime, $"L{_made}");
}
