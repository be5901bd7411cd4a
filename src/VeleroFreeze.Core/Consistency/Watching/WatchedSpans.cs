using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Spans of time as sets: each in order, none touching the next.</summary>
internal static class WatchedSpans
{
    /// <summary>When all of them ran.</summary>
    public static IReadOnlyList<WatchedSpan> All(IEnumerable<IReadOnlyList<WatchedSpan>> watches) =>
        watches.Aggregate((one, other) => [.. Both(one, other)]);

    /// <summary>When either of them ran.</summary>
    public static IReadOnlyList<WatchedSpan> Either(IReadOnlyList<WatchedSpan> one, IReadOnlyList<WatchedSpan> other)
    {
        List<WatchedSpan> joined = [];
        foreach (var span in one.Concat(other).OrderBy(span => span.From))
        {
            if (joined.Count > 0 && span.From <= joined[^1].To)
            {
                joined[^1] = joined[^1] with { To = span.To > joined[^1].To ? span.To : joined[^1].To };
            }
            else
            {
                joined.Add(span);
            }
        }

        return joined;
    }

    private static IEnumerable<WatchedSpan> Both(IReadOnlyList<WatchedSpan> one, IReadOnlyList<WatchedSpan> other) =>
        from left in one
        from right in other
        let @from = left.From > right.From ? left.From : right.From
        let to = left.To < right.To ? left.To : right.To
        where @from <= to
        orderby @from
        select new WatchedSpan(@from, to);
}
