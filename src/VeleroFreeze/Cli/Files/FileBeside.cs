namespace VeleroFreeze.Cli.Files;

/// <summary>A hidden file in the same directory, so that a rename stays within one file system.</summary>
internal static class FileBeside
{
    /// <summary>Writes it to the disk, readable by nobody else.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It could not be written; it is gone again.</exception>
    public static string Write(string target, byte[] content)
    {
        var path = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var file = new FileStream(path, options);
            file.Write(content);
            file.Flush(flushToDisk: true);
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
