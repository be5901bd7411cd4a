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

    private static readonly (byte[] Key, LogField Field)[] ByKey =
    [
        ([.. "hookCommand"u8], LogField.HookCommand),
        ([.. "hookContainer"u8], LogField.HookContainer),
        ([.. "hookName"u8], LogField.HookName),
        ([.. "hookOnError"u8], LogField.HookOnError),
        ([.. "hookPhase"u8], LogField.HookPhase),
        ([.. "hookSource"u8], LogField.HookSource),
        ([.. "hookTimeout"u8], LogField.HookTimeout),
        ([.. "hookType"u8], LogField.HookType),
        ([.. "error"u8], LogField.Error),
        // The JSON format's name for it.
        ([.. "error.message"u8], LogField.Error),
        ([.. "name"u8], LogField.Name),
        ([.. "namespace"u8], LogField.Namespace),
        ([.. "resource"u8], LogField.Resource),
        ([.. "persistentVolume"u8], LogField.PersistentVolume),
        ([.. "Source PVC"u8], LogField.SourceClaim),
        ([.. "VolumeSnapshot"u8], LogField.VolumeSnapshot),
    ];

    /// <returns>Null for any other key.</returns>
    public static LogField? Find(ReadOnlySpan<byte> key)
    {
        foreach (var (known, field) in ByKey)
        {
            if (key.SequenceEqual(known))
            {
                return field;
            }
        }

        return null;
    }
}
