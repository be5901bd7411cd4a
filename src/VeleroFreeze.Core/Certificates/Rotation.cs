namespace VeleroFreeze.Core.Certificates;

/// <summary>
/// Decides the next step of a rotation from what stands in the cluster, and from nothing remembered. An authority signs only after it was read back from
/// the registration, and is taken out only when nobody serves what it signed; so at no step is a certificate served that the API server does not trust.
/// </summary>
public static class Rotation
{
    private const double LeafIsOld = 1.0 / 2;
    private const double AuthorityIsOld = 2.0 / 3;

    public static RotationStep Next(RotationState state, RotationRules rules, DateTimeOffset now) =>
        state.KeptBy is { } keeper ? new RotationStep.LeaveTo(keeper) : Due(state, rules, now).FirstOrDefault(step => step is not null) ?? new RotationStep.Wait();

    /// <summary>What the registration should trust now.</summary>
    public static IReadOnlyList<CertificateFacts> Trusted(RotationState state, DateTimeOffset now) =>
        [.. state.Authorities.Where(authority => !authority.IsExpired(now)).Take(RotationRules.MaxAuthorities)];

    private static IEnumerable<RotationStep?> Due(RotationState state, RotationRules rules, DateTimeOffset now)
    {
        yield return First(state, now);
        yield return Repair(state, now);
        yield return Change(state, rules, now);
        yield return Sign(state, now);
        yield return Retire(state, rules, now);
        yield return Renew(state, now);
    }

    /// <summary>
    /// No authority of ours: the first day, a lost Secret, or one in which somebody put another. In the latter cases webhooks go on serving what the lost
    /// authority signed, so what the registration trusts stays beside the new one.
    /// </summary>
    private static RotationStep.CreateAuthority? First(RotationState state, DateTimeOffset now)
    {
        if ((Usable(state.Current, now) is not null || Usable(state.Next, now) is not null) && !IsReplaced(state, now))
        {
            return null;
        }

        var trusted = state.Published.SelectMany(entry => entry).DistinctBy(authority => authority.Pem).Where(authority => !authority.IsExpired(now));
        return new RotationStep.CreateAuthority([.. trusted.OrderByDescending(authority => authority.Id == state.Leaf?.IssuerId)
            .ThenByDescending(authority => authority.NotAfter).Take(RotationRules.MaxAuthorities - 1)], KeepsCurrent: false);
    }

    /// <summary>What is served was signed by an authority that the registration trusts and that is none of those that are kept.</summary>
    private static bool IsReplaced(RotationState state, DateTimeOffset now) =>
        state.Leaf is { } leaf
        && state.Authorities.All(authority => authority.Id != leaf.IssuerId)
        && state.Published.Any(entry => entry.Any(authority => authority.Id == leaf.IssuerId && !authority.IsExpired(now)));

    private static RotationStep.Publish? Repair(RotationState state, DateTimeOffset now)
    {
        var trusted = Trusted(state, now);
        return state.IsPublished(trusted) ? null : new RotationStep.Publish(trusted);
    }

    /// <summary>
    /// Reached only when the registration holds the next authority. Where nothing is served yet there is nobody to wait for; a lost Secret is no sign of
    /// that, since pods go on serving what they had mounted.
    /// </summary>
    private static RotationStep? Change(RotationState state, RotationRules rules, DateTimeOffset now) => state switch
    {
        { Next: null } => null,
        { Leaf: null, Retired.Count: 0 } when Usable(state.Current, now) is null => new RotationStep.Promote(),
        { PublishedAt: null } => new RotationStep.NotePublished(),
        _ => now - state.PublishedAt >= rules.Overlap ? new RotationStep.Promote() : null,
    };

    private static RotationStep.SignLeaf? Sign(RotationState state, DateTimeOffset now) =>
        Usable(state.Current, now) is not { } current ? null
        : state.Leaf is not { } leaf || state.WantsLeaf || !state.LeafNamesService || leaf.IssuerId != current.Id || Life(leaf, now) >= LeafIsOld ? new RotationStep.SignLeaf()
        : null;

    /// <summary>
    /// Counted from the change, and from the certificate that ended the old authority's service: whoever is stopped between the two and started days later
    /// has signed only now, and pods take minutes to serve it. Renewals start that anew, so it is never more than a quarter of a certificate's life.
    /// </summary>
    private static RotationStep.Retire? Retire(RotationState state, RotationRules rules, DateTimeOffset now) =>
        state is { Retired.Count: > 0, Next: null, Leaf: { } leaf }
        && (state.ChangedAt is not { } changed || now - changed >= rules.RetireAfter)
        && now - Made(leaf) >= Shorter(rules.RetireAfter, rules.LeafLifetime / 4)
            ? new RotationStep.Retire()
            : null;

    /// <summary>One change at a time: as long as a retired authority is trusted, no other is made.</summary>
    private static RotationStep.CreateAuthority? Renew(RotationState state, DateTimeOffset now) =>
        state is { Next: null, Retired.Count: 0, Current: { } current } && (state.WantsAuthority || Life(current, now) >= AuthorityIsOld)
            ? new RotationStep.CreateAuthority([], KeepsCurrent: true)
            : null;

    /// <summary>How much of its life since it was made is over; what it is valid before that does not count.</summary>
    private static double Life(CertificateFacts certificate, DateTimeOffset now)
    {
        var made = Made(certificate);
        return certificate.NotAfter <= made ? 1 : (now - made) / (certificate.NotAfter - made);
    }

    private static DateTimeOffset Made(CertificateFacts certificate) => certificate.NotBefore + RotationRules.Skew;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static CertificateFacts? Usable(CertificateFacts? authority, DateTimeOffset now) => authority is not null && !authority.IsExpired(now) && authority.NotBefore <= now ? authority : null;
}
