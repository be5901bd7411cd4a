using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Backups;

/// <summary>
/// The two looks that the rules still ask for, taken from the history: the state of each VM when the Backup began, and when it had left <c>InProgress</c>. It goes as
/// soon as the rules read the history itself.
/// </summary>
internal static class DerivedLooks
{
    public static BackupFacts With(BackupFacts facts)
    {
        if (facts.History.Watched.Count == 0 || facts.Backup.Summary.StartTimestamp is not { } start)
        {
            return facts;
        }

        var (first, last) = (facts.History.Watched[0].From, facts.History.Watched[^1].To);
        var others = facts.History.Actors.Where(actor => actor.Kind == "Backup" && actor.From <= last && !(actor.To < start))
            .Select(actor => new OtherBackup(actor.Name, actor.IncludedNamespaces, actor.ExcludedNamespaces, DuringHooks: true));
        return facts with
        {
            AtStart = first <= start ? At(facts.History, start.AddSeconds(-1)) : At(facts.History, first),
            AtEnd = At(facts.History, last),
            Meanwhile = facts.Meanwhile with { Others = [.. others] },
        };
    }

    private static ClusterFacts At(ClusterHistory history, DateTimeOffset at) => new(
        at,
        history.VirtualMachines.Select(machine => machine.Value.LastOrDefault(state => state.At <= at) ?? machine.Value[0])
            .Select(state => state.Machine).OfType<VirtualMachineFacts>().ToDictionary(machine => machine.Key));
}
