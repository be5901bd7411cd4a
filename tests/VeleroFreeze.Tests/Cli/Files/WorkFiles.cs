using System.Diagnostics;

namespace VeleroFreeze.Tests.Cli.Files;

/// <summary>A directory of one test, and the programs that make what .NET cannot.</summary>
internal sealed class WorkFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("velero-freeze-files-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public string New(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Runs a program of the system in the directory.</summary>
    /// <returns>What it printed.</returns>
    public string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error);
        return output.Trim();
    }

    public string[] Names => [.. Directory.GetFileSystemEntries(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
