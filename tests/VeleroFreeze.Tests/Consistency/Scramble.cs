using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>Facts that nobody would write: lines out of order, times from elsewhere, names that are none.</summary>
internal static class Scramble
{
    private static readonly string[] Texts = ["", "db", "shop", "a/b/c", "velero-db-root-abcde", "line\nbreak", new string('x', 400), "virt-launcher-db-x7k2p", "💥"];

    /// <summary>No reader lets half a surrogate pair into a name; into other people's words it may come.</summary>
    private static readonly string[] Words = [.. Texts, "\ud800"];

    public static BackupFacts Of(BackupFacts facts, Random random) => facts with
    {
        Backup = facts.Backup with { DataMover = Sometimes(random, "", Texts), IsMetadataOnly = random.Next(9) == 0, Summary = facts.Backup.Summary with { HooksAttempted = random.Next(9) == 0 ? random.Next(-3, 9) : null } },
        Evidence = facts.Evidence with
        {
            Log = facts.Evidence.Log with
            {
                State = (ArtifactState)Sometimes(random, (int)facts.Evidence.Log.State, [0, 1, 2, 3, 99]),
                HooksInterleave = random.Next(5) == 0,
                Hooks = Some(random, facts.Evidence.Log.Hooks, hook => hook with
                {
                    Outcome = (HookOutcome)random.Next(0, 6),
                    StartedAt = Time(random, hook.StartedAt),
                    EndedAt = Time(random, hook.EndedAt),
                    StartLine = random.Next(-1, 60),
                    EndLine = random.Next(-1, 60),
                    Container = Sometimes(random, hook.Container, Texts),
                    Pod = random.Next(3) == 0 ? (Texts[random.Next(Texts.Length)], Texts[random.Next(Texts.Length)]) : null,
                    Error = Words[random.Next(Words.Length)],
                    Freezer = random.Next(3) == 0 ? null : new FreezerReading((FreezerOutcome)random.Next(0, 8), Words[random.Next(Words.Length)]),
                }),
                Marks = Some(random, facts.Evidence.Log.Marks, mark => mark with { Line = random.Next(-1, 60), Name = Sometimes(random, mark.Name, Texts), Kind = (LogMarkKind)random.Next(0, 14), Detail = Words[random.Next(Words.Length)] }),
            },
            Volumes = Some(random, facts.Evidence.Volumes, volume => volume with { Method = Sometimes(random, volume.Method, Texts), StartedAt = Time(random, volume.StartedAt), CompletedAt = Time(random, null), OperationId = Sometimes(random, volume.OperationId, Texts), Succeeded = random.Next(3) == 0 ? null : random.Next(2) == 0 }),
            ItemOperations = Some(random, facts.Evidence.ItemOperations, operation => operation with { Name = Sometimes(random, operation.Name, Texts), Phase = Texts[random.Next(Texts.Length)], CreatedAt = Time(random, null) }),
        },
        History = random.Next(4) == 0 ? ClusterHistory.Nothing : facts.History with
        {
            Watched = Some(random, facts.History.Watched, span => span with { To = Time(random, span.To) ?? span.To }),
            VirtualMachines = facts.History.VirtualMachines.ToDictionary(pair => pair.Key, IReadOnlyList<VirtualMachineState> (pair) => Some(random, pair.Value, state => state with { At = Time(random, state.At) ?? state.At, Machine = random.Next(5) == 0 ? null : state.Machine })),
        },
        Afterwards = random.Next(4) == 0 ? facts.InBackup : null,
    };

    private static List<T> Some<T>(Random random, IReadOnlyList<T> items, Func<T, T> change) =>
        [.. items.SelectMany(item => Enumerable.Repeat(item, random.Next(0, 3))).Select(item => random.Next(3) == 0 ? change(item) : item)];

    private static T Sometimes<T>(Random random, T usual, T[] others) => random.Next(4) == 0 ? others[random.Next(others.Length)] : usual;

    private static DateTimeOffset? Time(Random random, DateTimeOffset? usual) => random.Next(6) switch
    {
        0 => null,
        1 => DateTimeOffset.MaxValue,
        2 => DateTimeOffset.MinValue,
        3 => DateTimeOffset.UnixEpoch,
        _ => usual?.AddSeconds(random.Next(-400, 400)),
    };
}
