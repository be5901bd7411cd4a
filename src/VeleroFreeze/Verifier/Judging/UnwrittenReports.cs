using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Verifier.Judging;

/// <summary>
/// Judged reports that could not be written, as while a right is missing: the next try writes, and does not fetch and judge once more. A few of them, because a
/// report may be large; what is pushed out is judged anew.
/// </summary>
internal sealed class UnwrittenReports
{
    public const int Most = 16;

    private readonly Lock _gate = new();
    private readonly List<(string Uid, string Basis, ConsistencyReport Report)> _kept = [];

    public void Keep(string uid, string basis, ConsistencyReport report)
    {
        lock (_gate)
        {
            _kept.RemoveAll(entry => entry.Uid == uid);
            if (_kept.Count == Most)
            {
                _kept.RemoveAt(0);
            }

            _kept.Add((uid, basis, report));
        }
    }

    /// <summary>Hands it out once.</summary>
    /// <param name="uid">The Backup's.</param>
    /// <param name="basis">What it has to rest on; another one makes it worthless.</param>
    public ConsistencyReport? Take(string uid, string basis)
    {
        lock (_gate)
        {
            var report = _kept.Where(entry => entry.Uid == uid && entry.Basis == basis).Select(entry => entry.Report).FirstOrDefault();
            _kept.RemoveAll(entry => entry.Uid == uid);
            return report;
        }
    }
}
