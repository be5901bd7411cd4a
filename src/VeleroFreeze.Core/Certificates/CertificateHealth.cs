namespace VeleroFreeze.Core.Certificates;

/// <summary>What <c>certs status</c> says, and whether somebody has to act.</summary>
public sealed record CertificateHealth
{
    private const double LastThird = 2.0 / 3;

    /// <summary>In which step of a change the authority is.</summary>
    public required string Phase { get; init; }

    /// <summary>One line for each thing that is wrong; empty when all is well.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public static CertificateHealth Of(RotationState state, DateTimeOffset now) => new() { Phase = PhaseOf(state), Problems = [.. ProblemsOf(state, now)] };

    private static string PhaseOf(RotationState state) => state switch
    {
        { KeptBy: { } keeper } => $"kept by {keeper}",
        { Current: null, Next: null } => "no authority",
        { Next: not null, PublishedAt: null } => "publishing a new authority",
        { Next: not null } => "waiting until every API server trusts the new authority",
        { Retired.Count: > 0 } => "waiting until nobody serves what the old authority signed",
        _ => "steady",
    };

    private static IEnumerable<string> ProblemsOf(RotationState state, DateTimeOffset now)
    {
        if (state.Leaf is not { } leaf)
        {
            yield return "there is no serving certificate";
        }
        else
        {
            if (Problem("the serving certificate", leaf, now) is { } old)
            {
                yield return old;
            }

            if (state.Published.Any(entry => entry.All(authority => authority.Id != leaf.IssuerId)))
            {
                yield return "the registration does not trust the serving certificate: the API server passes the webhook over";
            }
        }

        if (state.Published.Count == 0)
        {
            yield return "there is no registration: no API server asks the webhook";
        }

        if (state.Current is { } current && Problem("the authority", current, now) is { } problem)
        {
            yield return problem;
        }
    }

    private static string? Problem(string what, CertificateFacts certificate, DateTimeOffset now) =>
        certificate.IsExpired(now) ? $"{what} has ended" : certificate.Age(now) > LastThird ? $"{what} has less than a third of its life left" : null;
}
