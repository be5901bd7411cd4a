using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>What virt-api serves under subresources.kubevirt.io.</summary>
internal sealed class Subresources(ClusterClient client, Func<ClusterView> view, GuestRoom guests, KubeVirtOptions options)
{
    private static readonly (string Name, string Kind, string Verb)[] Known =
    [
        ("virtualmachineinstances/freeze", "VirtualMachineInstance", "update"),
        ("virtualmachineinstances/unfreeze", "VirtualMachineInstance", "update"),
        ("virtualmachineinstances/pause", "VirtualMachineInstance", "update"),
        ("virtualmachineinstances/unpause", "VirtualMachineInstance", "update"),
        ("virtualmachineinstances/guestosinfo", "VirtualMachineInstanceGuestAgentInfo", "get"),
        ("virtualmachines/start", "VirtualMachine", "update"),
        ("virtualmachines/stop", "VirtualMachine", "update"),
        ("virtualmachines/restart", "VirtualMachine", "update"),
    ];

    public static JsonObject Discovery(string version) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = $"{Registration.Group}/{version}",
        ["resources"] = new JsonArray([.. Known.Select(known => (JsonNode)new JsonObject
        {
            ["name"] = known.Name,
            ["singularName"] = "",
            ["namespaced"] = true,
            ["kind"] = known.Kind,
            ["verbs"] = new JsonArray(known.Verb),
        })]),
    };

    public static Launcher LauncherOf(JsonObject vmi, ClusterView view) => new(vmi.Namespace(), vmi.Name())
    {
        IsMigrating = view.MigrationOf(vmi).TextAt("status", "phase") == "Running",
    };

    public async Task<JsonObject?> CallAsync(string method, string ns, string plural, string name, string action, JsonObject body, CancellationToken stop) => (method, plural, action) switch
    {
        ("PUT", "virtualmachineinstances", "freeze") => await FreezeAsync(ns, name, body, stop),
        ("PUT", "virtualmachineinstances", "unfreeze") => await ThawAsync(ns, name, stop),
        ("PUT", "virtualmachineinstances", "pause") => Pause(ns, name, pause: true),
        ("PUT", "virtualmachineinstances", "unpause") => Pause(ns, name, pause: false),
        ("GET", "virtualmachineinstances", "guestosinfo") => GuestOsInfo(ns, name),
        ("PUT", "virtualmachines", "start" or "stop" or "restart") => await StartOrStopAsync(ns, name, action, stop),
        _ => throw VirtApiException.NotFound("subresource", $"{plural}/{action}"),
    };

    private async Task<JsonObject?> FreezeAsync(string ns, string name, JsonObject body, CancellationToken stop)
    {
        var thawAfter = GoDuration.Parse(body.TextAt("unfreezeTimeout")) ?? throw VirtApiException.BadRequest("unfreezeTimeout must be a duration");
        var (vmi, now) = Running(ns, name);
        var launcher = LauncherOf(vmi, now);
        var result = Change(vmi, (guest, time) => LauncherCommands.Freeze(guest, launcher, launcher.Domain, thawAfter, options.Release, time));
        await Task.Delay(result.Took, options.Time, stop);
        if (result.Error is not null && options.Release.EmitsFreezeError)
        {
            await client.CreateAsync($"/api/v1/namespaces/{ns}/events", FreezeError(vmi, result.Error), stop);
        }

        return Done(result);
    }

    private async Task<JsonObject?> ThawAsync(string ns, string name, CancellationToken stop)
    {
        var (vmi, now) = Running(ns, name);
        var launcher = LauncherOf(vmi, now);
        var result = Change(vmi, (guest, time) => LauncherCommands.Thaw(guest, launcher, launcher.Domain, options.Release, time));
        await Task.Delay(result.Took, options.Time, stop);
        return Done(result);
    }

    private JsonObject? Pause(string ns, string name, bool pause)
    {
        var (vmi, _) = Running(ns, name);
        guests.Change(vmi.Uid(), (guest, time) => (pause ? guest.Pause(time) : guest.Resume(), vmi));
        return null;
    }

    private JsonObject GuestOsInfo(string ns, string name)
    {
        var vmi = Find(view().Vmis, "virtualmachineinstances", ns, name);
        var guest = guests.Running().GetValueOrDefault(vmi.Uid()) ?? throw Wrapped("VMI is not running");
        if (!guest.IsAgentConnectedAt(guests.Now))
        {
            throw Wrapped("VMI does not have guest agent connected");
        }

        return new JsonObject
        {
            ["guestAgentVersion"] = guest.AgentVersionAt(guests.Now),
            ["supportedCommands"] = new JsonArray([.. Commands(guest)]),
            ["hostname"] = PodNames.Hostname(vmi),
            ["os"] = VmiStatus.OsInfo(guest),
            ["timezone"] = "UTC, 0",
            ["userList"] = new JsonArray(),
            ["fsInfo"] = new JsonObject { ["disks"] = new JsonArray(new JsonObject { ["diskName"] = "vda1", ["mountPoint"] = guest.IsWindows ? "C:\\" : "/" }) },
            ["fsFreezeStatus"] = guest.ShowsFrozenAt(guests.Now) ? "frozen" : "thawed",
        };
    }

    /// <summary>A command that is disabled has no member enabled at all.</summary>
    private static IEnumerable<JsonNode> Commands(Guest guest) =>
        new List<string> { "guest-info", "guest-fsfreeze-status", "guest-fsfreeze-freeze", "guest-fsfreeze-thaw" }.Select(command =>
            command == "guest-fsfreeze-freeze" && guest.Fault == GuestFault.FreezeDisabled
                ? new JsonObject { ["name"] = command }
                : new JsonObject { ["name"] = command, ["enabled"] = true });

    private async Task<JsonObject?> StartOrStopAsync(string ns, string name, string action, CancellationToken stop)
    {
        var now = view();
        var vm = Find(now.Vms, "virtualmachines", ns, name);
        var uid = now.VmiOf(vm)?.Uid();
        if (action == "start" ? uid is not null : uid is null)
        {
            throw VirtApiException.Conflict(action == "start" ? "VM is already running" : "VM is not running");
        }

        if (action == "restart" || RunPlans.StrategyOf(vm) == "Manual")
        {
            await client.MergeAsync($"{ResourcePaths.Named(vm)}/status", new JsonObject { ["status"] = new JsonObject { ["stateChangeRequests"] = Requests(action, uid) } }, stop);
        }
        else
        {
            var strategy = new JsonObject { ["running"] = null, ["runStrategy"] = action == "start" ? "Always" : "Halted" };
            await client.MergeAsync(ResourcePaths.Named(vm), new JsonObject { ["spec"] = strategy }, stop);
        }

        return null;
    }

    private static JsonArray Requests(string action, string? uid)
    {
        var requests = new JsonArray();
        if (action is "stop" or "restart")
        {
            requests.Add(new JsonObject { ["action"] = "Stop", ["uid"] = uid });
        }

        if (action is "start" or "restart")
        {
            requests.Add(new JsonObject { ["action"] = "Start" });
        }

        return requests;
    }

    private (JsonObject Vmi, ClusterView View) Running(string ns, string name)
    {
        var now = view();
        var vmi = Find(now.Vmis, "virtualmachineinstances", ns, name);
        return now.GuestOf(vmi) is null ? throw VirtApiException.Conflict("VMI is not running") : (vmi, now);
    }

    private static JsonObject Find(IReadOnlyList<JsonObject> items, string plural, string ns, string name) =>
        items.FirstOrDefault(item => item.Namespace() == ns && item.Name() == name) ?? throw VirtApiException.NotFound($"{plural}.kubevirt.io", name);

    private CommandResult Change(JsonObject vmi, Func<Guest, DateTimeOffset, CommandResult> command) =>
        guests.Order(vmi.Uid(), command) ?? throw VirtApiException.Conflict("VMI is not running");

    private JsonObject? Done(CommandResult result)
    {
        if (result.Error is { } error)
        {
            throw VirtApiException.Internal(options.Release.SubresourceErrorsSayWhy
                ? $"unexpected return code 400 (400 Bad Request), message: {error}"
                : "unexpected return code 400 (400 Bad Request)");
        }

        return null;
    }

    private static VirtApiException Wrapped(string message) => VirtApiException.Internal($"unexpected return code 409 (409 Conflict), message: {message}");

    private JsonObject FreezeError(JsonObject vmi, string message)
    {
        var time = MetaTime.Text(guests.Now);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = string.Create(CultureInfo.InvariantCulture, $"{vmi.Name()}.{guests.Now.UtcTicks:x}"), ["namespace"] = vmi.Namespace() },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = "kubevirt.io/v1",
                ["kind"] = "VirtualMachineInstance",
                ["name"] = vmi.Name(),
                ["namespace"] = vmi.Namespace(),
                ["uid"] = vmi.Uid(),
            },
            ["type"] = "Warning",
            ["reason"] = "FreezeError",
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = "virt-handler", ["host"] = vmi.TextAt("status", "nodeName") ?? "" },
            ["firstTimestamp"] = time,
            ["lastTimestamp"] = time,
            ["count"] = 1,
        };
    }
}

/// <summary>Go's time.ParseDuration, as far as timeouts need it.</summary>
internal static class GoDuration
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>Null for what is no duration, or none that a timeout can have.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is null or "")
        {
            return null;
        }

        var (rest, seconds) = (text == "0" ? "0s" : text, 0.0);
        while (rest.Length > 0)
        {
            var digits = rest.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
            var unit = Array.Find(Units, unit => rest.AsSpan(digits).StartsWith(unit.Unit, StringComparison.Ordinal));
            if (unit.Unit is null || !double.TryParse(rest.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            seconds += number * unit.Seconds;
            rest = rest[(digits + unit.Unit.Length)..];
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
