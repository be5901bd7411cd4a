namespace VeleroFreeze.Cli.Files;

/// <summary>Writes over a file without making a new one.</summary>
internal static class FileOverwrite
{
    /// <summary>The old content is saved beside the file first, and stays there if the process or the machine dies in the middle.</summary>
    /// <exception cref="IOException">It could not be written; the file holds what it held, or the message names the copy that does.</exception>
    public static void Overwrite(string target, byte[] content) => Overwrite(target, content, Write);

    /// <summary>As above, with the writing as a parameter so that a test can break it.</summary>
    internal static void Overwrite(string target, byte[] content, Action<FileStream, byte[]> write)
    {
        var before = File.ReadAllBytes(target);
        var saved = FileBeside.Write(target, before);
        try
        {
            using var file = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            write(file, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Restore(target, before, saved, e);
            throw;
        }

        File.Delete(saved);
    }

    /// <summary>What is longer than before comes first: on a full disk that fails while the old content still stands.</summary>
    private static void Write(FileStream file, byte[] content)
    {
        var kept = (int)Math.Min(file.Length, content.Length);
        file.Position = kept;
        file.Write(content.AsSpan(kept));
        file.Flush(flushToDisk: true);
        file.Position = 0;
        file.Write(content.AsSpan(0, kept));
        file.SetLength(content.Length);
        file.Flush(flushToDisk: true);
    }

    private static void Restore(string target, byte[] before, string saved, Exception cause)
    {
        try
        {
            using var file = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            Write(file, before);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{cause.Message.TrimEnd('.')}; what it held before is in {saved}", cause);
        }

        File.Delete(saved);
    }
}
