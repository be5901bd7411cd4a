namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Velero's two lists of namespaces; one with a wildcard inside is not resolved and may hold any.</summary>
internal static class NamespaceScope
{
    public static bool Holds(IReadOnlyList<string> included, IReadOnlyList<string> excluded, string @namespace) =>
        (included.Count == 0 || included.Contains(@namespace) || included.Any(name => name.AsSpan().ContainsAny("*?["))) && !excluded.Contains(@namespace);
}
