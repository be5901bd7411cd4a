using System.Collections.Concurrent;

namespace VeleroFreeze.Sandbox.Velero.Storage;

/// <summary>The bucket of the default storage location, in memory.</summary>
internal sealed class ObjectStorage
{
    public const string Bucket = "velero";

    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    public void Put(string backup, Artifact file) => _objects[Folder(backup) + file.Name] = file.Content;

    /// <param name="path">The path in the bucket.</param>
    public byte[]? Find(string path) => _objects.GetValueOrDefault(path);

    /// <summary>The files of a backup by their name, such as <c>nightly-logs.gz</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, byte[]> Of(string backup)
    {
        var folder = Folder(backup);
        return _objects.Where(pair => pair.Key.StartsWith(folder, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[folder.Length..], pair => pair.Value, StringComparer.Ordinal);
    }

    public void Delete(string backup)
    {
        foreach (var file in Of(backup).Keys)
        {
            _objects.TryRemove(Folder(backup) + file, out _);
        }
    }

    private static string Folder(string backup) => $"backups/{backup}/";
}
