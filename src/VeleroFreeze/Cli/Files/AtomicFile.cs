using VeleroFreeze.Hosting.Files;

namespace VeleroFreeze.Cli.Files;

/// <summary>
/// Replaces what a file holds, and nothing else of it: owner, group, mode, extended attributes and every hard link stay, and a symbolic link keeps
/// pointing where it did. Whatever happens meanwhile, the old content or the new one is there whole.
/// </summary>
internal static class AtomicFile
{
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Says before anything is written that a file must not be. Root could write it all the same; its owner did not want it written.</summary>
    /// <exception cref="CommandException">It is read-only, or cannot be opened for writing.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            var target = TargetOf(path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(target) & AnyWrite) == UnixFileMode.None)
            {
                throw new CommandException($"{path}: the file is read-only and stays as it was; to have it written: chmod u+w {path}");
            }

            using (new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotReplaced(path, e);
        }
    }

    /// <summary>
    /// Renames a new file over the old one where the new one can be made like it; overwrites it behind a saved copy where it cannot:
    /// it has other names, its owner cannot be given to a new file, or it is mounted by itself.
    /// </summary>
    /// <exception cref="CommandException">The file cannot be replaced; it is as it was.</exception>
    public static void Replace(string path, byte[] content)
    {
        RequireWritable(path);
        try
        {
            var target = TargetOf(path);
            if (!TryRename(target, content))
            {
                FileOverwrite.Overwrite(target, content);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotReplaced(path, e);
        }
    }

    private static string TargetOf(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static CommandException NotReplaced(string path, Exception e) => new($"{path}: cannot be replaced: {e.Message}");

    private static bool TryRename(string target, byte[] content)
    {
        var status = FileStatus.Of(target);
        if (status is { Links: > 1 })
        {
            return false;
        }

        var temporary = FileBeside.Write(target, content);
        try
        {
            return FileLikeness.TryGive(target, status, temporary) && TryMove(temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static bool TryMove(string temporary, string target)
    {
        try
        {
            File.Move(temporary, target, overwrite: true);
            return true;
        }
        catch (IOException)
        {
            // A file that is mounted by itself, as in a container, cannot be renamed over.
            return false;
        }
    }
}
