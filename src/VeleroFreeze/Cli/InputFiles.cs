using VeleroFreeze.Hosting.Files;

namespace VeleroFreeze.Cli;

/// <summary>One file of the user, read.</summary>
/// <param name="Path">As the user would write it; <c>-</c> for standard input.</param>
/// <param name="Bytes">The whole content.</param>
internal sealed record InputFile(string Path, byte[] Bytes)
{
    public bool IsStandardInput => Path == StandardInput;

    public const string StandardInput = "-";
}

/// <summary>Turns what stands on the command line into files.</summary>
internal static class InputFiles
{
    /// <summary>A manifest is text that people write; a larger file was not meant.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    private static readonly EnumerationOptions Recursive = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        // A link inside a tree may lead out of it, or in a circle.
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
    };

    /// <summary>Reads files, standard input for <c>-</c>, and every manifest below a directory in the order of their names.</summary>
    /// <exception cref="CommandException">A path that cannot be read; nothing was done.</exception>
    public static async Task<IReadOnlyList<InputFile>> ReadAsync(IReadOnlyList<string> paths, CommandIO io, CancellationToken cancel)
    {
        if (paths.Count == 0)
        {
            paths = io.IsInputRedirected ? [InputFile.StandardInput] : throw new CommandException("name a file, a directory, or - for standard input");
        }

        var files = new List<InputFile>();
        foreach (var path in paths.SelectMany(Expand).Distinct(StringComparer.Ordinal))
        {
            files.Add(new InputFile(path, path == InputFile.StandardInput ? await ReadAllAsync(io.Input, path, cancel) : await ReadFileAsync(path, cancel)));
        }

        return files;
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (path == InputFile.StandardInput || !Directory.Exists(path))
        {
            return [path];
        }

        try
        {
            string[] files = [.. Directory.EnumerateFiles(path, "*", Recursive).Where(IsManifest).Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new CommandException($"{path}: there is no .yaml, .yml or .json file in it (links and hidden files are skipped)");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {e.Message}");
        }
    }

    private static bool IsManifest(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static async Task<byte[]> ReadFileAsync(string path, CancellationToken cancel)
    {
        try
        {
            RegularFile.Require(path);
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
            return await ReadAllAsync(file, path, cancel);
        }
        catch (FileNotFoundException)
        {
            throw new CommandException($"{path}: there is no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {e.Message}");
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, string path, CancellationToken cancel)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        // The console's stream does not heed the token: who waits for it has to.
        for (int read; (read = await stream.ReadAsync(buffer, cancel).AsTask().WaitAsync(cancel)) > 0;)
        {
            memory.Write(buffer, 0, read);
            if (memory.Length > MaxBytes)
            {
                throw new CommandException($"{path}: larger than {MaxBytes / 1024 / 1024} MiB, which no manifest is");
            }
        }

        return memory.ToArray();
    }
}
