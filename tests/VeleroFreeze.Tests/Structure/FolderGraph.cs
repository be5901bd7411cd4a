namespace VeleroFreeze.Tests.Structure;

/// <summary>One type that uses another, each by the outermost type that it is written in.</summary>
internal sealed record TypeUse(string FromFolder, string From, string ToFolder, string To);

/// <summary>The folders of a project and which of them use which.</summary>
internal sealed class FolderGraph
{
    private readonly ILookup<string, TypeUse> _uses;
    private readonly Dictionary<string, HashSet<string>> _reached;

    public FolderGraph(IEnumerable<TypeUse> uses)
    {
        _uses = uses.Where(use => use.FromFolder != use.ToFolder).ToLookup(use => use.FromFolder, StringComparer.Ordinal);
        _reached = _uses.ToDictionary(folder => folder.Key, folder => Reach(folder.Key), StringComparer.Ordinal);
    }

    public IEnumerable<TypeUse> Uses(string from, string to) => _uses[from].Where(use => use.ToFolder == to);

    /// <summary>Every arrow that lies on a circle, with one use that makes it, in order.</summary>
    public IReadOnlyList<string> Circles() =>
    [
        .. _uses.SelectMany(folder => folder)
            .Where(use => _reached.TryGetValue(use.ToFolder, out var back) && back.Contains(use.FromFolder))
            .GroupBy(use => $"{use.FromFolder} -> {use.ToFolder}", StringComparer.Ordinal)
            .Select(arrow => $"{arrow.Key}: {arrow.Select(use => $"{use.From} uses {use.To}").Order(StringComparer.Ordinal).First()}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every folder that can be reached from one along the arrows; itself only by a circle.</summary>
    private HashSet<string> Reach(string start)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out var folder))
        {
            foreach (var use in _uses[folder].Where(use => reached.Add(use.ToFolder)))
            {
                open.Push(use.ToFolder);
            }
        }

        return reached;
    }
}
