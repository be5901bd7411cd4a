namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>Whether a line can matter, by how its message begins; for items also by what else it holds. Few do, and only those are read in full.</summary>
internal static class LineInterest
{
    private static readonly byte[][] Beginnings =
    [
        [.. "Setting up backup temp file"u8],
        [.. "Backed up a total of "u8],
        [.. "Backing Up Item Block including "u8],
        [.. "running exec hook"u8],
        [.. "stdout: "u8],
        [.. "stderr: "u8],
        [.. "Error executing hook"u8],
        [.. "Pod entered phase "u8],
        [.. "Starting PVCBackupItemAction"u8],
        [.. "Created VolumeSnapshot "u8],
        [.. "Created volumesnapshot "u8],
        [.. "Waiting for CSI driver to reconcile "u8],
        [.. "Getting VolumesnapshotContent for "u8],
        [.. "Patching VolumeSnapshotContent "u8],
        [.. "VolumeSnapshotContent "u8],
        [.. "Timed out awaiting reconciliation "u8],
        [.. "Failed to wait for VolumeSnapshot "u8],
        [.. "Untrack the PVC "u8],
        [.. "DataUpload is submitted "u8],
        [.. "Reusing existing VolumeSnapshot "u8],
        [.. "Snapshotting persistent volume"u8],
        [.. "Summary for skipped PVs: "u8],
        [.. "Skip executing Backup Item Action: "u8],
        [.. "Skip pod volume "u8],
        [.. "skip CSI snapshot for PVC "u8],
        [.. "Skipping PVC "u8],
        [.. "Skipping item because it's "u8],
        [.. "Excluding item because "u8],
        [.. "Excluding item: "u8],
        [.. "Additional Item "u8],
        [.. "failed to wait PVBs "u8],
        [.. "volume "u8],
    ];

    private static readonly byte[][]?[] ByFirst = Index();

    public static bool Has(ReadOnlySpan<byte> message, ReadOnlySpan<byte> line) => Begins(message) || IsOfMachine(message, line);

    /// <summary>There is such a line for every item of the backup, so that its fields are not read to see that it is of no interest.</summary>
    private static bool IsOfMachine(ReadOnlySpan<byte> message, ReadOnlySpan<byte> line) =>
        message.StartsWith("Backing up item"u8) && (line.IndexOf("virtualmachines.kubevirt.io"u8) >= 0 || line.IndexOf("persistentvolumeclaims"u8) >= 0);

    private static bool Begins(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty || ByFirst[message[0]] is not { } candidates)
        {
            return false;
        }

        foreach (var beginning in candidates)
        {
            if (message.StartsWith(beginning))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[][]?[] Index()
    {
        var byFirst = new byte[][]?[256];
        foreach (var group in Beginnings.GroupBy(beginning => beginning[0]))
        {
            byFirst[group.Key] = [.. group];
        }

        return byFirst;
    }
}
