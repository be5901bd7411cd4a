using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>One write of an object, or its end.</summary>
/// <param name="At">When it was written, in truth.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its namespace and name.</param>
/// <param name="Uid">Its own.</param>
/// <param name="Object">As it is from then on; null when it is gone.</param>
internal sealed record PlayedEvent(DateTimeOffset At, WatchedKind Kind, VirtualMachineKey Key, string Uid, JsonElement? Object)
{
    public void Tell(HistoryMemory memory, DateTimeOffset at)
    {
        if (Object is { } found)
        {
            memory.Upsert(Kind, found, at);
        }
        else
        {
            memory.Remove(Kind, Key, Uid, at);
        }
    }
}

/// <summary>The objects of one VM as KubeVirt writes them while the truth goes on: what any watch has to read that truth from.</summary>
internal sealed class PlayedEvents(PlayedVm vm, KubeVirtRelease release, PlayedClocks clocks)
{
    private readonly JsonObject _hooks = new PlayedObjects(release).HooksOf(vm);

    public IEnumerable<PlayedEvent> All => [.. Machine(), .. vm.Instances.SelectMany(Instance), .. vm.Instances.SelectMany(Launchers), .. Attachments(), .. Import()];

    private static PlayedEvent Of(DateTimeOffset at, WatchedKind kind, string name, string uid, JsonObject? json)
    {
        if (json is not null)
        {
            json["apiVersion"] = kind is WatchedKind.VirtualMachine or WatchedKind.VirtualMachineInstance ? "kubevirt.io/v1" : "v1";
            json["kind"] = kind.ToString();
        }

        return new PlayedEvent(at, kind, new VirtualMachineKey("shop", name), uid, json is null ? null : JsonSerializer.SerializeToElement(json));
    }

    /// <summary>Objects are marked with the second in which they were written, by the API server's clock.</summary>
    private JsonObject Metadata(string name, string uid, DateTimeOffset created, DateTimeOffset written) => new()
    {
        ["namespace"] = "shop",
        ["name"] = name,
        ["uid"] = uid,
        ["resourceVersion"] = written.Ticks.ToString(CultureInfo.InvariantCulture),
        ["creationTimestamp"] = Time(created),
        ["managedFields"] = new JsonArray(new JsonObject { ["time"] = Time(written) }),
    };

    private IEnumerable<PlayedEvent> Machine()
    {
        foreach (var at in vm.Instances.SelectMany(instance => new[] { instance.From, instance.To ?? instance.From }).Concat(vm.Attached.Values).Append(PlayedWatch.Boot.AddDays(-1)).Distinct().Where(IsReal))
        {
            var metadata = Metadata(vm.Name, $"vm-{vm.Name}", PlayedWatch.Boot.AddDays(-1), at);
            metadata["labels"] = new JsonObject { ["velerofreeze.io/freeze"] = "required" };
            yield return Of(at, WatchedKind.VirtualMachine, vm.Name, $"vm-{vm.Name}", new JsonObject
            {
                ["metadata"] = metadata,
                ["spec"] = new JsonObject { ["runStrategy"] = "Manual", ["template"] = new JsonObject { ["spec"] = new JsonObject { ["volumes"] = Volumes(at) } } },
                ["status"] = new JsonObject
                {
                    ["created"] = vm.Instances.Any(instance => instance.IsThereAt(at)),
                    ["stateChangeRequests"] = vm.IsAskedToStart ? new JsonArray(new JsonObject { ["action"] = "Start" }) : [],
                },
            });
        }
    }

    private IEnumerable<PlayedEvent> Instance(PlayedInstance instance)
    {
        var changes = instance.Polls().Concat(instance.Pods.Select(pod => pod.From)).Concat(vm.Attached.Values).Append(instance.From);
        foreach (var at in changes.Where(at => IsReal(at) && instance.IsThereAt(at)).Distinct())
        {
            var status = new JsonObject { ["nodeName"] = $"node-{instance.Pods.FindLastIndex(pod => pod.From <= at)}", ["guestOSInfo"] = new JsonObject { ["name"] = System } };
            if (instance.ShowsFrozenAt(at))
            {
                status["fsFreezeStatus"] = "frozen";
            }

            yield return Of(at, WatchedKind.VirtualMachineInstance, vm.Name, instance.Uid, new JsonObject
            {
                ["metadata"] = Metadata(vm.Name, instance.Uid, instance.From, at),
                ["spec"] = new JsonObject { ["volumes"] = Volumes(at) },
                ["status"] = status,
            });
        }

        if (instance.To is { } end)
        {
            yield return Of(end, WatchedKind.VirtualMachineInstance, vm.Name, instance.Uid, null);
        }
    }

    private string System => vm.Row switch
    {
        Row.WindowsInTime or Row.WindowsTooLate => "Microsoft Windows",
        Row.GuestSystemNotTold => "",
        _ => "Fedora Linux",
    };

    /// <summary>The pod of a migration's target runs some seconds before it takes over; the other one has then completed.</summary>
    private IEnumerable<PlayedEvent> Launchers(PlayedInstance instance)
    {
        for (var i = 0; i < instance.Pods.Count; i++)
        {
            var (name, from) = instance.Pods[i];
            var created = i == 0 || from.AddSeconds(-3) < instance.From ? instance.From : from.AddSeconds(-3);
            yield return Launcher(instance, name, created, created, i, "Running");
            if (i + 1 < instance.Pods.Count)
            {
                yield return Launcher(instance, name, created, instance.Pods[i + 1].From, i, "Succeeded");
            }
        }

        if (vm.Row == Row.MigratedBefore)
        {
            yield return Launcher(instance, instance.Pods[0].Name + "-old", instance.From, instance.From, 9, "Succeeded");
        }

        foreach (var name in instance.Pods.Select(pod => pod.Name).Append(instance.Pods[0].Name + "-old").Where(_ => instance.To is not null))
        {
            yield return Of(instance.To!.Value, WatchedKind.Pod, name, UidOf(instance, name), null);
        }
    }

    private PlayedEvent Launcher(PlayedInstance instance, string name, DateTimeOffset created, DateTimeOffset at, int node, string phase)
    {
        var metadata = Metadata(name, UidOf(instance, name), created, at);
        metadata["labels"] = new JsonObject { ["kubevirt.io"] = "virt-launcher" };
        var annotations = (JsonObject)_hooks.DeepClone();
        annotations["kubevirt.io/domain"] = vm.Name;
        metadata["annotations"] = annotations;
        metadata["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "VirtualMachineInstance", ["name"] = vm.Name, ["uid"] = instance.Uid });
        return Of(at, WatchedKind.Pod, name, UidOf(instance, name), new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["nodeName"] = $"node-{node}" }, ["status"] = new JsonObject { ["phase"] = phase } });
    }

    /// <summary>A disk that is plugged into a running VM is held by a pod of its own.</summary>
    private IEnumerable<PlayedEvent> Attachments() =>
        from claim in vm.Claims
        from instance in vm.Instances
        let since = vm.Attached.TryGetValue(claim, out var plugged) ? plugged : PlayedObjects.IsHotplugged(vm, claim) ? instance.From : DateTimeOffset.MaxValue
        let at = since > instance.From ? since : instance.From
        where IsReal(at) && instance.IsThereAt(at)
        from told in Attachment(instance, claim, at)
        select told;

    private IEnumerable<PlayedEvent> Attachment(PlayedInstance instance, string claim, DateTimeOffset at)
    {
        var (name, uid) = ($"hp-volume-{claim}", $"hp-{claim}-{instance.Uid}");
        var metadata = Metadata(name, uid, at, at);
        metadata["labels"] = new JsonObject { ["kubevirt.io"] = "hotplug-disk" };
        metadata["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = "Pod", ["uid"] = UidOf(instance, instance.Pods.Last(pod => pod.From <= at).Name) });
        yield return Of(at, WatchedKind.Pod, name, uid, new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["volumes"] = new JsonArray(Volume(claim)) }, ["status"] = new JsonObject { ["phase"] = "Running" } });
        if (instance.To is { } end)
        {
            yield return Of(end, WatchedKind.Pod, name, uid, null);
        }
    }

    private IEnumerable<PlayedEvent> Import()
    {
        if (vm.Imported is not { } claim)
        {
            yield break;
        }

        var metadata = Metadata(claim, $"uid-{claim}", PlayedWatch.Boot, PlayedWatch.Boot.AddDays(-1));
        metadata["annotations"] = new JsonObject { ["cdi.kubevirt.io/storage.pod.phase"] = "Running" };
        yield return Of(PlayedWatch.Boot.AddDays(-1), WatchedKind.PersistentVolumeClaim, claim, $"uid-{claim}", new JsonObject { ["metadata"] = metadata });
    }

    private JsonArray Volumes(DateTimeOffset at) => new([.. vm.Claims.Where(claim => !vm.Attached.TryGetValue(claim, out var since) || since <= at).Select(Volume)]);

    private JsonObject Volume(string claim) => new()
    {
        ["name"] = $"disk{Array.IndexOf(vm.Claims, claim)}",
        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim, ["hotpluggable"] = vm.Attached.ContainsKey(claim) || PlayedObjects.IsHotplugged(vm, claim) },
    };

    private string Time(DateTimeOffset at) => clocks.Created(at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string UidOf(PlayedInstance instance, string pod) => $"{instance.Uid}/{pod}";

    /// <summary>What never happens has no moment.</summary>
    private static bool IsReal(DateTimeOffset at) => at < DateTimeOffset.MaxValue;
}
