namespace VeleroFreeze.Backups.Storage;

/// <summary>
/// Lets one Backup at a time hold much memory, whatever its files turn out to be: several with files at the limit would together be more than the
/// process has.
/// </summary>
internal static class LargeFiles
{
    /// <summary>As much of each file may come without waiting for one's turn.</summary>
    public const int FreeBytes = 1024 * 1024;

    /// <summary>Of the whole process, as its memory is.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    public static Share Open() => new();

    /// <summary>What one Backup has of it; given back when its files have been read.</summary>
    internal sealed class Share : IDisposable
    {
        private readonly Lock _gate = new();
        private Task? _taken;

        /// <summary>Waits for this Backup's turn, for all of its files at once.</summary>
        public Task TakeAsync(CancellationToken cancellation)
        {
            lock (_gate)
            {
                return _taken is { IsCanceled: false } ? _taken : _taken = Turn.WaitAsync(cancellation);
            }
        }

        public void Dispose()
        {
            if (_taken is { IsCompletedSuccessfully: true })
            {
                _taken = null;
                Turn.Release();
            }
        }
    }
}
