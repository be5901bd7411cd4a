using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Injection;

/// <summary>
/// Objects as users, other controllers and attackers may send them, shaped so that every decision is met often: a plain stream of random JSON would
/// almost never be a labelled VM with hooks of somebody else.
/// </summary>
internal sealed class RandomObjects(int seed)
{
    private static readonly string[] Names = ["db", "web-1", "a.b.c", "x"];
    private static readonly string[] Spaces = ["shop", "prod", "n"];
    private static readonly string[] Durations = ["75s", "1m30s", "90", "0", "5m", "1h", "-3s", "9s", "", "1e3s", "10m", "2h"];
    private static readonly string[] HookKeyNames =
    [
        "pre.hook.backup.velero.io/command", "pre.hook.backup.velero.io/container", "pre.hook.backup.velero.io/on-error", "pre.hook.backup.velero.io/timeout",
        "post.hook.backup.velero.io/command", "post.hook.backup.velero.io/container", "post.hook.backup.velero.io/on-error", "post.hook.backup.velero.io/timeout",
        "hook.backup.velero.io/command", "hook.backup.velero.io/timeout", "kubevirt.io/skip-backup-hooks", "velerofreeze.io/injected",
    ];

    private static readonly string[] Texts = ["", "x", "a/b~c~1", "\u0000", "🧊", "\"quoted\"", "line\nbreak", "[\"/bin/sync\"]", " [\"/bin/sync\"]", "compute", "Fail", "30s", "true"];
    private static readonly string[] TuningKeys = ["freeze-timeout", "thaw-timeout", "unfreeze-after"];
    private readonly Random _random = new(seed);

    public InjectionRequest Next()
    {
        var vm = Vm();
        var old = (JsonObject)vm.DeepClone();
        var operation = Pick(InjectionOperation.Create, InjectionOperation.Update, InjectionOperation.Update, InjectionOperation.Offline);
        switch (_random.Next(20))
        {
            case < 3:
                HooksOf(vm)["pre.hook.backup.velero.io/command"] = Pick("[\"/bin/sync\"]", "[\"/usr/bin/virt-freezer\"", "sync", "");
                break;
            case < 10:
                Inject(vm);
                old = (JsonObject)vm.DeepClone();
                ChangeInjected(vm);
                break;
            case < 12:
                AddRandomAnnotations(vm);
                break;
            default:
                break;
        }

        if (_random.Next(12) == 0)
        {
            BreakSomething(vm);
        }

        return new InjectionRequest
        {
            Operation = operation,
            Object = Utf8(_random.Next(50) == 0 ? Json(4) : vm),
            OldObject = operation == InjectionOperation.Update ? Utf8(old) : default,
            NamespaceDefault = operation == InjectionOperation.Offline ? null : Pick(FreezePolicy.None, FreezePolicy.None, FreezePolicy.None, FreezePolicy.Required, FreezePolicy.Required, FreezePolicy.Preferred, FreezePolicy.Disabled, FreezePolicy.Unknown),
            Namespace = Pick<string?>(null, "shop"),
            KubeVirt = Pick(KubeVirtVersion.Newest, KubeVirtVersion.Unknown, new KubeVirtVersion(1, 5, 3), new KubeVirtVersion(1, 6, 4), new KubeVirtVersion(1, 7, 3)),
            OnError = Pick(OnError.Continue, OnError.Continue, OnError.Fail),
            TakeOwnership = _random.Next(2) == 0,
            Remove = operation == InjectionOperation.Offline && _random.Next(4) == 0,
        };
    }

    private JsonObject Vm()
    {
        var metadata = new JsonObject { ["name"] = Pick(Names), ["namespace"] = Pick(Spaces), ["labels"] = new JsonObject { ["velerofreeze.io/freeze"] = Label() } };
        if (_random.Next(3) == 0)
        {
            metadata["annotations"] = Tuning();
        }

        var template = new JsonObject { ["spec"] = new JsonObject { ["domain"] = Json(2) } };
        switch (_random.Next(5))
        {
            case 0:
                template["metadata"] = null;
                break;
            case 1:
                template["metadata"] = new JsonObject { ["annotations"] = Pick<JsonNode?>(null, new JsonObject()) };
                break;
            case 2:
                template["metadata"] = new JsonObject { ["labels"] = Json(1), ["annotations"] = new JsonObject { [Pick(Texts)] = Pick(Texts) } };
                break;
            default:
                break;
        }

        var spec = new JsonObject { ["template"] = template };
        spec[Pick("runStrategy", "running")] = Pick<JsonNode>("Halted", "Always", "Manual", false, true);
        return new JsonObject { ["apiVersion"] = "kubevirt.io/v1", ["kind"] = "VirtualMachine", ["metadata"] = metadata, ["spec"] = spec };
    }

    private string Label() => Pick("required", "true", "enabled", "preferred", "required", "preferred", "required", "preferred", "required", "disabled", "maybe");

    private JsonObject Tuning()
    {
        var annotations = new JsonObject();
        foreach (var key in TuningKeys.Where(_ => _random.Next(2) == 0))
        {
            annotations["velerofreeze.io/" + key] = Pick(Durations);
        }

        if (_random.Next(4) == 0)
        {
            annotations["velerofreeze.io/on-error"] = Pick("Continue", "Fail", "fail");
        }

        if (_random.Next(6) == 0)
        {
            annotations["kubevirt.io/skip-backup-hooks"] = Pick("true", "false", "t", "yes");
        }

        return annotations;
    }

    /// <summary>Writes hooks as an earlier run would have left them.</summary>
    private void Inject(JsonObject vm)
    {
        var owned = _random.Next(3) == 0;
        var parameters = new HookParameters(
            Pick((string)vm["metadata"]!["namespace"]!, "elsewhere"),
            (string)vm["metadata"]!["name"]!,
            Pick(OnError.Continue, OnError.Continue, OnError.Fail),
            GoDuration.FromSeconds(Pick(75, 75, 90)),
            GoDuration.FromSeconds(60),
            Pick<int?>(null, null, 120),
            owned);
        var listed = Pick(InjectedKeys.All, InjectedKeys.All, InjectedKeys.None, parameters.Render().Where(_ => _random.Next(2) == 0).Aggregate(InjectedKeys.None, (keys, hook) => keys.With(hook.Key)));
        var marker = new InjectionMarker(parameters, listed).Render();
        foreach (var (key, value) in parameters.Render())
        {
            HooksOf(vm)[key] = value;
        }

        HooksOf(vm)["velerofreeze.io/injected"] = _random.Next(4) == 0 ? marker.Replace("v2;", "v1;", StringComparison.Ordinal).Split(";keys=")[0] : marker;

        if (owned)
        {
            Object(vm["metadata"]!, "annotations")["kubevirt.io/skip-backup-hooks"] = "true";
        }
    }

    private void ChangeInjected(JsonObject vm)
    {
        switch (_random.Next(10))
        {
            case < 4:
                vm["metadata"]!["labels"]!["velerofreeze.io/freeze"] = Pick("disabled", "false");
                break;
            case 4:
                HooksOf(vm)[Pick(HookKeyNames)] = Pick(Texts);
                break;
            case 5:
                HooksOf(vm).Remove(Pick(HookKeyNames));
                break;
            case 6:
                // Somebody mends a stale command by hand.
                HooksOf(vm)["pre.hook.backup.velero.io/command"] =
                    new FreezerCommand(FreezerMode.Freeze, (string)vm["metadata"]!["namespace"]!, (string)vm["metadata"]!["name"]!).Render();
                HooksOf(vm).Remove(Pick(HookKeyNames));
                break;
            case 7:
                ((JsonObject)vm["metadata"]!["labels"]!).Clear();
                break;
            default:
                break;
        }
    }

    private void AddRandomAnnotations(JsonObject vm)
    {
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            HooksOf(vm)[_random.Next(3) == 0 ? Pick(HookKeyNames) : Pick(Texts)] = Pick(Texts);
        }
    }

    /// <summary>Puts arbitrary JSON where something else belongs.</summary>
    private void BreakSomething(JsonObject vm)
    {
        JsonNode at = vm;
        for (var depth = _random.Next(1, 6); depth > 0; depth--)
        {
            if (at is not JsonObject { Count: > 0 } o)
            {
                return;
            }

            var key = o.ElementAt(_random.Next(o.Count)).Key;
            if (depth == 1 || o[key] is null)
            {
                o[key] = Json(2);
                return;
            }

            at = o[key]!;
        }
    }

    private JsonNode? Json(int depth) => _random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => null,
        1 => _random.Next(-5, 100_000),
        2 => _random.Next(2) == 0,
        3 or 4 => Pick(Texts),
        5 => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Json(depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, _random.Next(4)).Select(i => KeyValuePair.Create(i + Pick(Texts), Json(depth - 1)))),
    };

    private static JsonObject HooksOf(JsonObject vm) => Object(Object(vm["spec"]!["template"]!, "metadata"), "annotations");

    private static JsonObject Object(JsonNode parent, string key)
    {
        if (parent[key] is not JsonObject child)
        {
            child = [];
            parent[key] = child;
        }

        return child;
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private static byte[] Utf8(JsonNode? node) => System.Text.Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");
}
