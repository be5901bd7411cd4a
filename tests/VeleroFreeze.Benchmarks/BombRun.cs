using System.Globalization;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Benchmarks;

/// <summary>
/// The webhook's answer to an object of three megabytes of <c>[],</c>, patch and proof included, beside a bare pass of .NET's JSON reader over the same bytes,
/// turn by turn: nobody who checks JSON can do with less.
/// </summary>
internal static class BombRun
{
    private const int Arrays = 1_000_000;

    private const int Rounds = 31;

    public static void Run()
    {
        foreach (var (place, opens, closes) in new[] { ("spec", "", ""), ("spec.template", "\"template\":{", "}"), ("spec.template.spec", "\"template\":{\"spec\":{", "}}") })
        {
            Measure(place, Encoding.UTF8.GetBytes(Review($"{{\"runStrategy\":\"Always\",{opens}\"a\":[{Bomb()}]{closes}}}")));
        }
    }

    private static string Bomb() => string.Join(',', Enumerable.Repeat("[]", Arrays));

    private static string Review(string spec) => $$$$"""
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"0b29d5a1-f5ac-4e31-8a3b-3d4f2c7b9f10",
         "kind":{"group":"kubevirt.io","version":"v1","kind":"VirtualMachine"},"resource":{"group":"kubevirt.io","version":"v1","resource":"virtualmachines"},
         "operation":"CREATE","namespace":"shop","name":"db","object":
          {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"db","namespace":"shop"},"spec":{{{{spec}}}}}}}
        """;

    private static void Measure(string place, byte[] body)
    {
        var handler = new AdmissionHandler(KubeVirtVersion.Newest, OnError.Continue);
        List<double> ours = [], bare = [];
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Milliseconds(() => _ = handler.Answer(body, FreezePolicy.Required)));
            bare.Add(Milliseconds(() => Read(body)));
        }

        var (answer, reader) = (Median(ours), Median(bare));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place,-20} answer {answer,6:F1} ms   reader {reader,5:F1} ms   ratio {answer / reader:F2}"));
    }

    private static void Read(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }
    }

    /// <summary>Of the processor, which a busy machine does not stretch.</summary>
    private static double Milliseconds(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
