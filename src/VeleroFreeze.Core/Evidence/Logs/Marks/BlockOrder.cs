namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>Which block of items Velero put together after that of a pod (1.15 and newer).</summary>
internal sealed class BlockOrder
{
    private const string Begins = "Backing Up Item Block including ";

    private (string Namespace, string Name)? _pod;

    /// <returns>Named by the pod that the block before this one began with; null where that began with something else.</returns>
    public FoundMark? Find(LogEntry entry)
    {
        if (!entry.Message.StartsWith(Begins, StringComparison.Ordinal))
        {
            return null;
        }

        var before = _pod;
        _pod = MarkText.Path(MarkText.Two(entry.Message, Begins + "pods ", " (", " items in block)")?.First);
        return FoundMark.Of(LogMarkKind.BlockFollowed, before);
    }
}
