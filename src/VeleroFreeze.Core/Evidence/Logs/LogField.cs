namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>The fields of a line that tell something; all others are passed over.</summary>
internal enum LogField
{
    HookCommand,
    HookContainer,
    HookName,
    HookOnError,
    HookPhase,
    HookSource,
    HookTimeout,
    HookType,
    Error,
    Name,
    Namespace,
    Resource,
    PersistentVolume,
    SourceClaim,
    VolumeSnapshot,
}

internal static class LogFields
{
    public const int Count = (int)LogField.VolumeSnapshot + 1;

    private static readonly Dictionary<string, LogField> ByKey = new()
    {
        ["hookCommand"] = LogField.HookCommand,
        ["hookContainer"] = LogField.HookContainer,
        ["hookName"] = LogField.HookName,
        ["hookOnError"] = LogField.HookOnError,
        ["hookPhase"] = LogField.HookPhase,
        ["hookSource"] = LogField.HookSource,
        ["hookTimeout"] = LogField.HookTimeout,
        ["hookType"] = LogField.HookType,
        ["error"] = LogField.Error,
        // The JSON format's name for it.
        ["error.message"] = LogField.Error,
        ["name"] = LogField.Name,
        ["namespace"] = LogField.Namespace,
        ["resource"] = LogField.Resource,
        ["persistentVolume"] = LogField.PersistentVolume,
        ["Source PVC"] = LogField.SourceClaim,
        ["VolumeSnapshot"] = LogField.VolumeSnapshot,
    };

    private const int LongestKey = 16;

    private static readonly Dictionary<string, LogField>.AlternateLookup<ReadOnlySpan<char>> BySpan = ByKey.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns>Null for any other key.</returns>
    public static LogField? Find(ReadOnlySpan<byte> key)
    {
        Span<char> text = stackalloc char[LongestKey];
        if (key.Length > LongestKey)
        {
            return null;
        }

        for (var i = 0; i < key.Length; i++)
        {
            text[i] = (char)key[i];
        }

        return BySpan.TryGetValue(text[..key.Length], out var field) ? field : null;
    }
}
