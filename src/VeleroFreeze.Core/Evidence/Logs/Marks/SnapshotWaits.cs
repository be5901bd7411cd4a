namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>What the log told of snapshots so far, as far as later lines need it to mean something.</summary>
internal sealed class SnapshotWaits
{
    // A generated name: at most 63 letters, the last five of them random.
    private const int LongestPrefix = 58;

    private const int RandomLetters = 5;

    private readonly HashSet<(string Namespace, string Prefix)> _awaited = [];
    private readonly HashSet<(string Namespace, string Name)> _moved = [];
    private (string Namespace, string Name)? _asked;
    private bool _askedTwice;

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
    /// </summary>
    public bool WaitedFor((string Namespace, string Name) claim)
    {
        var prefix = $"velero-{claim.Name}-";
        return _moved.Contains(claim) || _awaited.Contains((claim.Namespace, prefix.Length > LongestPrefix ? prefix[..LongestPrefix] : prefix));
    }

    /// <summary>A VolumeSnapshot's action began.</summary>
    public void Ask((string Namespace, string Name) snapshot)
    {
        _askedTwice = _asked is not null;
        _asked = snapshot;
    }

    /// <returns>The snapshot whose content is patched next; null when several workers have asked.</returns>
    public (string Namespace, string Name)? Answer()
    {
        var asked = _askedTwice ? null : _asked;
        _asked = null;
        return asked;
    }
}
