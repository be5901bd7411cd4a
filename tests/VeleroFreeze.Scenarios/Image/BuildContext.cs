using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Image;

/// <summary>What a builder gets to see of the checkout: the files that <c>.dockerignore</c> lets through. Its last rule that means a file wins.</summary>
internal static class BuildContext
{
    private static readonly List<(Regex Pattern, bool LetsThrough)> Rules =
        [.. File.ReadAllLines(Repository.Path(".dockerignore")).Where(line => line is not ("" or ['#', ..])).Select(line => (PatternOf(line.TrimStart('!')), line.StartsWith('!')))];

    /// <summary>Copies a file, or what is in a folder.</summary>
    /// <param name="source">By its path in the checkout; a folder ends with a slash.</param>
    /// <param name="target">The file, or the folder, that it becomes.</param>
    public static void Copy(string source, string target)
    {
        var files = source.EndsWith('/') ? Directory.GetFiles(Repository.Path(source), "*", SearchOption.AllDirectories) : [Repository.Path(source)];
        foreach (var file in files.Where(IsSeen))
        {
            var copy = source.EndsWith('/') ? Path.Combine(target, Path.GetRelativePath(Repository.Path(source), file)) : target;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // Its time stays, so that a second build of the same does nothing.
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static bool IsSeen(string file)
    {
        var path = Path.GetRelativePath(Repository.Root, file);
        return Rules.Where(rule => rule.Pattern.IsMatch(path)).Select(rule => rule.LetsThrough).LastOrDefault(defaultValue: true);
    }

    /// <summary>A rule that means a folder means all that is in it.</summary>
    private static Regex PatternOf(string rule) =>
        new($"^{Regex.Escape(rule).Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}(/.*)?$", RegexOptions.None, TimeSpan.FromSeconds(1));
}
