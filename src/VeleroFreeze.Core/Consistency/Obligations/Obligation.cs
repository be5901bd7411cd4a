using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>What became of one obligation: its proof, or why there is none.</summary>
internal sealed record Obligation<TProof>
    where TProof : Proof
{
    private Obligation(TProof? proof, Gap? gap) => (Proof, Gap) = (proof, gap);

    public TProof? Proof { get; }

    public Gap? Gap { get; }

    public static implicit operator Obligation<TProof>(TProof proof) => new(proof, null);

    public static implicit operator Obligation<TProof>(Gap gap) => new(null, gap);

    public ObligationReport Report(string id) => new(id, Proof?.Evidence, Gap?.Why);
}

/// <summary>Why an obligation is not met.</summary>
/// <param name="Reason">The code.</param>
/// <param name="Why">What is missing or does not fit, in words for a person.</param>
internal sealed record Gap(ReasonCode Reason, string Why);
