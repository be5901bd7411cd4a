using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace VeleroFreeze.Hosting.Files;

internal enum FileType
{
    Regular,
    Directory,
    Pipe,
    Socket,
    CharacterDevice,
    BlockDevice,
    Other,
}

/// <summary>What Linux says of a file without opening it; .NET tells neither the type nor the owner nor the links.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Owner">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Links">Names that the file has; more than 1 when it is hard-linked.</param>
internal sealed record FileStatus(FileType Type, uint Owner, uint Group, uint Links)
{
    // struct statx (linux/stat.h): unlike struct stat it is the same on every processor.
    private const int StatusBytes = 256;
    private const int LinksAt = 16;
    private const int OwnerAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const uint BasicFields = 0x7ff;
    private const int FromWorkingDirectory = -100;

    /// <summary>Of what a path leads to, links followed.</summary>
    /// <returns>Null where there is nothing, where it cannot be looked at, and on other systems than Linux.</returns>
    public static FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux() || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var status = new byte[StatusBytes];
        return ReadStatus(FromWorkingDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, BasicFields, status) == 0
            ? new FileStatus(TypeOf(BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeAt))), At(status, OwnerAt), At(status, GroupAt), At(status, LinksAt))
            : null;
    }

    private static uint At(byte[] status, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(offset));

    // inode(7)
    private static FileType TypeOf(int mode) => (mode & 0xF000) switch
    {
        0x8000 => FileType.Regular,
        0x4000 => FileType.Directory,
        0x1000 => FileType.Pipe,
        0xC000 => FileType.Socket,
        0x2000 => FileType.CharacterDevice,
        0x6000 => FileType.BlockDevice,
        _ => FileType.Other,
    };

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int ReadStatus(int directory, byte[] path, int flags, uint fields, byte[] status);
}
