namespace VeleroFreeze.Hosting.Files;

/// <summary>Only regular files are opened: a pipe waits for a writer, and a device may have no end or do something when it is read.</summary>
internal static class RegularFile
{
    /// <summary>Does nothing for a regular file, and for a directory and what is not there: opening them says so.</summary>
    /// <exception cref="IOException">It is something else; the message says what, and what to do.</exception>
    public static void Require(string path)
    {
        var type = FileStatus.Of(path)?.Type ?? FileType.Regular;
        if (type is not (FileType.Regular or FileType.Directory))
        {
            throw new IOException($"this is {Name(type)} and no regular file; save what it gives to a file (inject and lint also read standard input: -)");
        }
    }

    private static string Name(FileType type) => type switch
    {
        FileType.Pipe => "a pipe",
        FileType.Socket => "a socket",
        _ => "a device",
    };
}
