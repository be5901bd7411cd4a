using System.Globalization;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>
/// The folder of a volume as a kubelet keeps it: the files are links through <c>..data</c> into a folder with a time in its name, and a new state is one
/// renamed link, so that nobody ever reads half of it.
/// </summary>
internal sealed class MountedVolume(string folder, long mode, long? group)
{
    private const string Link = "..data";

    /// <summary>0440</summary>
    private const long ReadableByGroup = 288;

    private IReadOnlyDictionary<string, byte[]>? _content;

    public string Folder => folder;

    /// <summary>Brings the folder to a state; nothing is touched when it is in that state.</summary>
    public async Task WriteAsync(IReadOnlyDictionary<string, byte[]> content)
    {
        if (_content is not null && _content.Count == content.Count && _content.All(file => content.TryGetValue(file.Key, out var other) && other.AsSpan().SequenceEqual(file.Value)))
        {
            return;
        }

        var before = Path.Exists(Path.Combine(folder, Link)) ? new DirectoryInfo(Path.Combine(folder, Link)).LinkTarget : null;
        var name = string.Create(CultureInfo.InvariantCulture, $"..{TimeProvider.System.GetUtcNow():yyyy_MM_dd_HH_mm_ss}.{Random.Shared.Next():D10}");
        await FillAsync(Path.Combine(folder, name), content);
        Directory.CreateSymbolicLink(Path.Combine(folder, $"{Link}_tmp"), name);
        // Rename replaces the old link in one step, which .NET does for files only.
        await RunAsync($"mv -T '{folder}/{Link}_tmp' '{folder}/{Link}'");
        LinkFiles(content.Keys);
        if (before is not null)
        {
            Directory.Delete(Path.Combine(folder, before), recursive: true);
        }

        _content = content;
    }

    private async Task FillAsync(string target, IReadOnlyDictionary<string, byte[]> content)
    {
        Directory.CreateDirectory(target);
        foreach (var (path, bytes) in content)
        {
            var file = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, bytes);
        }

        // A group of the pod's can read its files, whatever the mode says.
        await RunAsync($"find '{target}' -type f -exec chmod {Convert.ToString(group is null ? mode : mode | ReadableByGroup, 8)} {{}} +");
        if (group is { } id && Environment.IsPrivilegedProcess)
        {
            await RunAsync($"chgrp -R {id} '{target}'");
        }
    }

    private void LinkFiles(IEnumerable<string> paths)
    {
        var wanted = paths.Select(path => path.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(folder).GetFileSystemInfos().Where(entry => !entry.Name.StartsWith("..", StringComparison.Ordinal)))
        {
            if (!wanted.Remove(entry.Name))
            {
                entry.Delete();
            }
        }

        foreach (var name in wanted)
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), $"{Link}/{name}");
        }
    }

    private static async Task RunAsync(string command)
    {
        var result = await Shell.RunAsync(command);
        result.ExitCode.ShouldBe(0, $"{command}: {result.Error}");
    }
}
