using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.Velero.Hooks;

/// <summary>
/// Counts hooks as <c>status.hookStatus</c> does: every hook that was registered counts as attempted, also one that was never run because
/// an earlier one failed; the first result of a hook stays.
/// </summary>
internal sealed class HookTracker(VeleroVersion version)
{
    private readonly Dictionary<object, bool> _failed = [];

    private readonly HashSet<object> _recorded = [];

    public int Attempted => _failed.Count;

    public int Failed => _failed.Values.Count(failed => failed);

    /// <summary>Zeroes are left out, so that an empty object stands for 0 of 0.</summary>
    public JsonObject Status
    {
        get
        {
            var status = new JsonObject();
            foreach (var (name, count) in new[] { ("hooksAttempted", Attempted), ("hooksFailed", Failed) })
            {
                if (count > 0)
                {
                    status[name] = count;
                }
            }

            return status;
        }
    }

    public void Register(PodRef pod, HookPhase phase, Hook hook) => _failed.TryAdd(Key(pod, phase, hook), false);

    public void Record(PodRef pod, HookPhase phase, Hook hook, bool failed)
    {
        var key = Key(pod, phase, hook);
        if (_recorded.Add(key))
        {
            _failed[key] = failed;
        }
    }

    private object Key(PodRef pod, HookPhase phase, Hook hook) =>
        (pod, hook.Source, hook.Container, phase, hook.Name, version.CountsHooksByIndex ? hook.Index : 0);
}

internal sealed record PodRef(string Namespace, string Name);
