using VeleroFreeze.Hosting.Files;

namespace VeleroFreeze.Cli.Files;

/// <summary>Makes a new file like the one it is to replace: owner, group, extended attributes (access lists and labels among them), mode.</summary>
internal static class FileLikeness
{
    /// <returns>False when something of it cannot be given: a user may not give files away.</returns>
    /// <param name="from">The file to be replaced.</param>
    /// <param name="status">Its status; null on systems that do not tell, where only the mode is given.</param>
    /// <param name="to">The new file.</param>
    public static bool TryGive(string from, FileStatus? status, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        if (status is not null && !(TryGiveOwner(status, to) && ExtendedAttributes.TryCopy(from, to)))
        {
            return false;
        }

        // Last: a new owner takes mode bits away, and at creation the umask does.
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        return true;
    }

    private static bool TryGiveOwner(FileStatus status, string to) =>
        FileStatus.Of(to) is { } own && ((own.Owner, own.Group) == (status.Owner, status.Group) || FileOwner.TrySet(to, status.Owner, status.Group));
}
