using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>All guests that run or ran, by the uid of their VMI. Whatever happens to a guest happens here, one thing after the other.</summary>
internal sealed class GuestRoom(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Guest> _running = new(StringComparer.Ordinal);
    private readonly List<(string Namespace, string Name, string Uid, Guest Guest)> _stopped = [];
    private readonly Dictionary<string, (string Namespace, string Name)> _names = new(StringComparer.Ordinal);

    public DateTimeOffset Now => time.GetUtcNow();

    public Dictionary<string, Guest> Running()
    {
        lock (_lock)
        {
            return new Dictionary<string, Guest>(_running, StringComparer.Ordinal);
        }
    }

    public void Start(JsonObject vmi, GuestFault fault)
    {
        lock (_lock)
        {
            if (_running.TryAdd(vmi.Uid(), new Guest(fault, Now)))
            {
                _names[vmi.Uid()] = (vmi.Namespace(), vmi.Name());
            }
        }
    }

    /// <summary>Guests whose VMI is gone or over have stopped; their history is kept.</summary>
    public void StopAllBut(IEnumerable<string> uids)
    {
        lock (_lock)
        {
            foreach (var uid in _running.Keys.Except(uids, StringComparer.Ordinal).ToList())
            {
                _stopped.Add((_names[uid].Namespace, _names[uid].Name, uid, _running[uid].Stop(Now)));
                _running.Remove(uid);
            }
        }
    }

    /// <summary>Does something with a guest and keeps what becomes of it; null when it does not run.</summary>
    public T? Change<T>(string uid, Func<Guest, DateTimeOffset, (Guest After, T Result)> change)
        where T : class
    {
        lock (_lock)
        {
            if (!_running.TryGetValue(uid, out var guest))
            {
                return null;
            }

            (_running[uid], var result) = change(guest, Now);
            return result;
        }
    }

    /// <summary>Has virt-launcher do something with a guest; null when it does not run.</summary>
    public CommandResult? Order(string uid, Func<Guest, DateTimeOffset, CommandResult> command) =>
        Change(uid, (guest, now) => command(guest, now) is var result ? (result.After, result) : default);

    /// <summary>When the file systems of every guest were really frozen: what a verdict can be checked against.</summary>
    public JsonArray Truth()
    {
        lock (_lock)
        {
            var all = _stopped.Concat(_running.Select(pair => (_names[pair.Key].Namespace, _names[pair.Key].Name, Uid: pair.Key, Guest: pair.Value)));
            return [.. all.Select(entry => (JsonNode)new JsonObject
            {
                ["namespace"] = entry.Namespace,
                ["name"] = entry.Name,
                ["uid"] = entry.Uid,
                ["fault"] = entry.Guest.Fault.ToString(),
                ["frozen"] = new JsonArray([.. entry.Guest.Freezes.Where(span => !span.IsPretended).Select(span => (JsonNode)new JsonObject
                {
                    ["from"] = span.From,
                    ["until"] = span.TrueEnd is { } end ? JsonValue.Create(end) : null,
                })]),
            })];
        }
    }
}
