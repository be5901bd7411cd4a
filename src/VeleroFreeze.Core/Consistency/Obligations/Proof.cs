namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>
/// A fact that a good verdict needs, and that the evidence shows. Each kind has a private constructor beside the one rule that may use it, so that there is no
/// other way to have a proof than to prove it.
/// </summary>
/// <param name="Evidence">What shows it, in words for a person.</param>
internal abstract record Proof(string Evidence);
