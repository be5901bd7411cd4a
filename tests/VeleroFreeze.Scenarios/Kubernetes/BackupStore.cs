using System.Globalization;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>What a server keeps while it is restarted: objects, and the log of changes from a point that moves on.</summary>
internal sealed class BackupStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _objects = new(StringComparer.Ordinal);
    private readonly List<(int Version, string Line)> _log = [];
    private TaskCompletionSource _changed = New();
    private int _version = 1;
    private int _compactedTo;

    /// <summary>Creates or changes an object.</summary>
    public void Put(string name, string phase)
    {
        lock (_gate)
        {
            var type = _objects.ContainsKey(name) ? "MODIFIED" : "ADDED";
            _objects[name] = string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"metadata":{"name":"{{{name}}}","namespace":"velero","uid":"uid-{{{name}}}","resourceVersion":"{{{++_version}}}"},"status":{"phase":"{{{phase}}}"}}""");
            _log.Add((_version, $$"""{"type":"{{type}}","object":{{_objects[name]}}}"""));
            _changed.SetResult();
            _changed = New();
        }
    }

    /// <summary>Forgets how it came to be as it is: who is behind has to list again.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _log.Clear();
            _compactedTo = _version;
        }
    }

    public (string Body, int Version) List(int limit, int from)
    {
        lock (_gate)
        {
            var items = _objects.Values.Skip(from).Take(limit).ToList();
            var next = from + items.Count < _objects.Count ? (from + items.Count).ToString(CultureInfo.InvariantCulture) : "";
            var body = string.Create(
                CultureInfo.InvariantCulture, $$$"""{"metadata":{"resourceVersion":"{{{_version}}}","continue":"{{{next}}}"},"items":[{{{string.Join(",", items)}}}]}""");
            return (body, _version);
        }
    }

    /// <returns>The lines after a version, or null when it is too old; and what to await for more.</returns>
    public (IReadOnlyList<string>? Lines, int Version, Task More) After(int from)
    {
        lock (_gate)
        {
            return (from < _compactedTo ? null : [.. _log.Where(e => e.Version > from).Select(e => e.Line)], _version, _changed.Task);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
