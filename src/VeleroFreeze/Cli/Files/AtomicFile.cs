namespace VeleroFreeze.Cli;

/// <summary>Replaces a file so that at any instant it holds either all of the old content or all of the new.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file and renames over it; permissions stay, and a link keeps pointing where it did.</summary>
    /// <exception cref="CommandException">The file cannot be replaced; it is as it was.</exception>
    public static void Replace(string path, byte[] content)
    {
        string? temporary = null;
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
            Write(temporary, content, target);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }

            throw new CommandException($"{path}: cannot be replaced: {e.Message}");
        }
    }

    private static void Write(string temporary, byte[] content, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            // Set afterwards: the mode given at creation is cut down by the umask.
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        }
    }
}
