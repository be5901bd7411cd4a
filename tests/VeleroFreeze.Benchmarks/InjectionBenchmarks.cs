using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Benchmarks;

/// <summary>
/// One decision about one VM, proof included, beside the obvious way to do it: parse a tree, add the annotations, write the patch, prove nothing.
/// </summary>
[MemoryDiagnoser]
[ShortRunJob]
public class InjectionBenchmarks
{
    private byte[] _vm = [];

    /// <summary>Size of the VM's JSON in KiB, half cloud-init, half managed fields: a small one, a usual one, a huge one.</summary>
    [Params(2, 16, 1024)]
    public int KiB { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _vm = Encoding.UTF8.GetBytes("""
            {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine",
             "metadata":{"name":"orders-db","namespace":"shop","labels":{"velerofreeze.io/freeze":"required"},
             "managedFields":[{"manager":"kubectl","fieldsV1":{MANAGED}}]},
             "spec":{"runStrategy":"Always","template":{"metadata":{"annotations":{"example.com/owner":"orders"}},
             "spec":{"volumes":[{"name":"cloudinit","cloudInitNoCloud":{"userData":"USERDATA"}}]}}}}
            """
            .Replace("MANAGED", string.Join(',', Enumerable.Range(0, KiB * 32).Select(i => $"\"f:{i}\":{{}}")), StringComparison.Ordinal)
            .Replace("USERDATA", new string('x', KiB * 512), StringComparison.Ordinal));
    }

    [Benchmark(Baseline = true)]
    public int Tree_without_proof()
    {
        var vm = JsonNode.Parse(_vm)!;
        var annotations = vm["spec"]!["template"]!["metadata"]!["annotations"]!.AsObject();
        var parameters = new HookParameters(
            (string)vm["metadata"]!["namespace"]!, (string)vm["metadata"]!["name"]!, OnError.Continue, GoDuration.FromSeconds(75), GoDuration.FromSeconds(60), null, false);
        var patch = new JsonArray();
        foreach (var (key, value) in parameters.Render().Append(new(InjectionMarker.Key, new InjectionMarker(parameters, InjectedKeys.All).Render())))
        {
            if (!annotations.ContainsKey(key))
            {
                var path = "/spec/template/metadata/annotations/" + key.Replace("/", "~1", StringComparison.Ordinal);
                patch.Add(new JsonObject { ["op"] = "add", ["path"] = path, ["value"] = value });
            }
        }

        return Encoding.UTF8.GetBytes(patch.ToJsonString()).Length;
    }

    [Benchmark]
    public int Engine_with_proof() =>
        HookInjector.Decide(new InjectionRequest { Operation = InjectionOperation.Create, Object = _vm, NamespaceDefault = FreezePolicy.None })
            .Patch.ToUtf8Json().Length;
}
