namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>What the log told of snapshots so far, as far as later lines need it to mean something.</summary>
internal sealed class SnapshotWaits
{
    // A generated name: at most 63 letters, the last five of them random.
    private const int LongestPrefix = 58;

    private const int RandomLetters = 5;

    private readonly HashSet<(string Namespace, string Prefix)> _awaited = [];
    private readonly HashSet<(string Namespace, string Name)> _moved = [];
    private readonly HashSet<(string Namespace, string Name)> _asked = [];
    private int _answered;

    public void Await((string Namespace, string Name) snapshot)
    {
        if (snapshot.Name.Length > RandomLetters)
        {
            _awaited.Add((snapshot.Namespace, snapshot.Name[..^RandomLetters]));
        }
    }

    public void Move((string Namespace, string Name) claim) => _moved.Add(claim);

    /// <summary>
    /// Whether a claim's action has waited for the snapshot's handle before it returned: always when data is moved, and else since Velero 1.17. Up to 1.16 the
    /// handle is waited for later, so that the action's return tells nothing; which of the two it was shows only when there was something to wait for.
    /// Claims with long names may share the part that a snapshot's name keeps, so that a wait for one of them is none for another.
    /// </summary>
    public bool WaitedFor((string Namespace, string Name) claim)
    {
        var prefix = $"velero-{claim.Name}-";
        return _moved.Contains(claim) || (prefix.Length < LongestPrefix && _awaited.Contains((claim.Namespace, prefix)));
    }

    /// <summary>A VolumeSnapshot's action began.</summary>
    public void Ask((string Namespace, string Name) snapshot) => _asked.Add(snapshot);

    /// <summary>It ended without an answer.</summary>
    public void GiveUp((string Namespace, string Name) snapshot)
    {
        if (_asked.Remove(snapshot))
        {
            Settle();
        }
    }

    /// <returns>The snapshot whose content is patched next; null when several workers have asked, until all of them were answered.</returns>
    public (string Namespace, string Name)? Answer()
    {
        (string, string)? only = _asked.Count == 1 ? _asked.Single() : null;
        _answered++;
        Settle();
        return only;
    }

    private void Settle()
    {
        if (_answered >= _asked.Count)
        {
            _asked.Clear();
            _answered = 0;
        }
    }
}
