namespace VeleroFreeze.Verifier;

internal sealed record OtherBackup(string Name, IReadOnlyList<string> IncludedNamespaces, IReadOnlyList<string> ExcludedNamespaces, bool DuringHooks);
