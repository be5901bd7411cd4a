using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>What was found for a backup: the items that it visits, and the objects that these may lead to.</summary>
internal sealed record Found(IReadOnlyList<JsonObject> Items, IReadOnlyList<JsonObject> Others);

/// <summary>Lists everything that the API server has at the start of a backup.</summary>
internal sealed class ItemCollector(ClusterClient client)
{
    /// <summary>The kinds that other items lead to, wanted or not.</summary>
    private static readonly string[] Reachable =
        ["pods", "persistentvolumeclaims", "persistentvolumes", "virtualmachines.kubevirt.io", "virtualmachineinstances.kubevirt.io"];

    // The same events again under their second name.
    private const string SecondEvents = "events.k8s.io/";

    public async Task<Found> CollectAsync(ItemFilter filter, CancellationToken stop)
    {
        var (items, others) = (new List<JsonObject>(), new List<JsonObject>());
        foreach (var kind in await KindsAsync(stop))
        {
            var sample = new BackupItem(new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Name });
            var isReachable = Reachable.Contains(sample.Resource);
            if (!isReachable && !filter.Admits(sample))
            {
                continue;
            }

            foreach (var item in await ListAsync(kind, stop))
            {
                if (filter.Collects(new BackupItem(item)))
                {
                    items.Add(item);
                }
                else if (isReachable)
                {
                    others.Add(item);
                }
            }
        }

        return new Found(items, others);
    }

    private async Task<List<Kind>> KindsAsync(CancellationToken stop)
    {
        var groups = await client.GetAsync("/apis", stop);
        var versions = groups.ArrayAt("groups").Objects().Select(group => group.TextAt("preferredVersion", "groupVersion") ?? "");
        var kinds = await KindsOfAsync("/api/v1", "v1", stop);
        foreach (var version in versions.Where(version => !version.StartsWith(SecondEvents, StringComparison.Ordinal)))
        {
            kinds.AddRange(await KindsOfAsync($"/apis/{version}", version, stop));
        }

        return kinds;
    }

    private async Task<List<Kind>> KindsOfAsync(string path, string version, CancellationToken stop)
    {
        var resources = (await client.GetAsync(path, stop)).ArrayAt("resources").Objects();
        return [.. resources.Where(resource => resource.ArrayAt("verbs").Texts().Contains("list"))
            .Select(resource => new Kind($"{path}/{resource.TextAt("name")}", version, resource.TextAt("kind") ?? ""))];
    }

    private async Task<IEnumerable<JsonObject>> ListAsync(Kind kind, CancellationToken stop) =>
        (await client.GetAsync(kind.Path, stop)).ArrayAt("items").Objects().Select(item =>
        {
            // Items of a list need not say what they are.
            var typed = new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Name };
            foreach (var (name, value) in item.Where(member => member.Key is not ("apiVersion" or "kind")))
            {
                typed[name] = value?.DeepClone();
            }

            return typed;
        });

    private sealed record Kind(string Path, string ApiVersion, string Name);
}
